"""How the steps of a tutorial are written, by the portal and by staff: a title and its target, then the words.

# Rechercher un salarié {search}
Tapez un nom, ou une partie d’un nom.
"""

import re
from collections.abc import Iterator

from support.guidance.values import Step

_HEAD = re.compile(r"^#\s*(?P<title>[^{}\s][^{}]*?)\s*\{(?P<target>[a-z0-9-]+)\}\s*$")


class UnreadableSteps(ValueError):
    """Says, to whoever wrote them, what to mend."""


def steps_of(text: str) -> tuple[Step, ...]:
    """Raises UnreadableSteps."""
    return tuple(_step(head, words) for head, words in _blocks(text))


def written(steps: tuple[Step, ...]) -> str:
    return "\n\n".join(f"# {step.title} {{{step.target}}}\n{step.text}" for step in steps)


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    head = ""
    words: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            if head:
                yield head, words
            head, words = line, []
        elif head:
            words.append(line)
        else:
            raise UnreadableSteps("Une étape commence par son titre et sa cible : « # Titre {cible} ».")
    if head:
        yield head, words


def _step(head: str, words: list[str]) -> Step:
    match = _HEAD.match(head)
    if match is None:
        raise UnreadableSteps(f"« {head} » ne se lit pas : écrivez « # Titre {{cible}} ».")
    if not words:
        raise UnreadableSteps(f"L’étape « {match['title']} » n’a pas de texte : écrivez-le sous son titre.")
    return Step(match["title"], match["target"], " ".join(words))
