"""Looking for words in the help of every page: without accents, whatever the apostrophes and the plural; a word that no
page holds is taken for the nearest that one does.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from core.rich_text import plain
from core.search import search_form, search_words
from support.guidance.values import Guide

# What is searched of a word: « congés » finds « congé », « remboursés » « remboursement ».
_ENDINGS = ("EMENT", "ATION", "ANTS", "ENT", "ER", "ES", "EE", "S", "X", "E")
_SHORTEST = 4
# A word of the title says more than one of the text, of which it is a part among so many others.
_TITLE_WEIGHT = 10.0
_TEXT_WEIGHT = 100.0
_BEFORE, _AFTER = 60, 120
# Two words are near from that likeness on: one letter wrong in five, two in eleven (`difflib`).
_NEAR = 0.8


@dataclass(frozen=True, slots=True)
class Answer:
    guide: Guide
    extract: str


def answers_to(typed: str, guides: list[Guide]) -> list[Answer]:
    """The guides that hold every word, those that are most about them first."""
    words = search_words(typed)
    if not words:
        return []
    vocabulary = {word for guide in guides for word in _vocabulary(guide)}
    stems = [_nearest(word, vocabulary) for word in words]
    weighed = [(_weight(guide, stems), guide) for guide in guides]
    best = sorted(((weight, guide) for weight, guide in weighed if weight), key=lambda one: (-one[0], one[1].title))
    return [Answer(guide, _extract(guide, stems)) for _, guide in best]


def stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=1024)
def _vocabulary(guide: Guide) -> frozenset[str]:
    return frozenset(f"{_searched(guide.title)} {_searched(_words_of(guide))}".split())


def _nearest(typed: str, vocabulary: set[str]) -> str:
    """What is searched of a word; of one that no word begins like, what is searched of the most like it."""
    own = stem(typed)
    if len(typed) < _SHORTEST or any(word.startswith(own) for word in vocabulary):
        return own
    near = get_close_matches(typed, sorted(vocabulary), n=1, cutoff=_NEAR)
    return stem(near[0]) if near else own


@lru_cache(maxsize=1024)
def _searched(text: str) -> str:
    """Each word after a space: what is looked for is how a word begins."""
    return f" {search_form(text)}"


@lru_cache(maxsize=1024)
def _words_of(guide: Guide) -> str:
    steps = " ".join(f"{step.title} {step.text}" for step in guide.steps)
    return f"{plain(guide.body)}\n{steps}".strip().replace("\n", " · ")


def _weight(guide: Guide, stems: list[str]) -> float:
    title, words = _searched(guide.title), _searched(_words_of(guide))
    share = _TEXT_WEIGHT / words.count(" ")
    weights = [title.count(f" {one}") * _TITLE_WEIGHT + words.count(f" {one}") * share for one in stems]
    return sum(weights) if all(weights) else 0.0


def _extract(guide: Guide, stems: list[str]) -> str:
    """The words around the rarest of those that were typed; the beginning when they are in the title alone."""
    text = _words_of(guide)
    counts = {one: _searched(text).count(f" {one}") for one in stems}
    rarest = min((one for one in stems if counts[one]), key=lambda one: counts[one], default="")
    words = text.split(" ")
    place = next((at for at, word in enumerate(words) if rarest and f" {rarest}" in _searched(word)), 0)
    before = " ".join(words[:place])[-_BEFORE:].partition(" ")[2] if place else ""
    after = " ".join(words[place:])
    end = f"{after[:_AFTER].rpartition(' ')[0]}…" if len(after) > _AFTER else after
    return f"{'…' if before else ''}{before} {end}".strip()
