"""What a question is searched by: written again whenever one of its texts changes."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast

from core import rich_text
from core.full_text.lexemes import Words
from core.full_text.matching import DESCRIBED, NAMED, RANGED, WRITTEN
from core.full_text.words import pieces_of

# Shorter, a word typed wrong is as near to any other.
MIN_CORRECTED = 4


def indexed(*, title: str, keywords: str, category: str, answer: str) -> dict[str, Any]:
    """The two columns of the index, for these texts."""
    words, said = Words(), rich_text.plain(answer)
    for text, weight in ((title, NAMED), (keywords, DESCRIBED), (category, RANGED), (said, WRITTEN)):
        words.add(text, weight)
    return {
        "vector": Cast(Value(words.vector()), SearchVectorField()),
        "vocabulary": _vocabulary(f"{title} · {keywords} · {category}"),
    }


def write_index(question: Any) -> None:
    """In the caller's transaction."""
    texts = {name: getattr(question, name) for name in ("title", "keywords", "answer")}
    type(question).objects.filter(pk=question.pk).update(**indexed(**texts, category=question.category.name))


def _vocabulary(text: str) -> dict[str, str]:
    """Each word as it is written, by its plain form."""
    parts = (part for piece in pieces_of(text) for part in piece.parts)
    return {
        word: text[start:end].lower() for word, start, end in parts if word.isalpha() and len(word) >= MIN_CORRECTED
    }
