"""The search of the questions: a word that many have, a sentence, a word typed wrong; the list, and one answer."""

from bench_budgets import Kind
from bench_visitors import holder_of_thousands
from django.utils.http import urlencode

from bench_pages import Page
from support.models import Question

_ASKED = {
    "common word": "congé",
    "sentence": "que faire si un salarié tombe malade pendant ses congés",
    "word typed wrong": "fractionement",
}


def pages() -> list[Page]:
    place = holder_of_thousands()
    index = place.path("support:questions")
    answer = Question.objects.get(code="fractionnement").public_id
    return [
        Page("questions", Kind.ORDINARY, place.visitor, index),
        Page("an answer", Kind.ORDINARY, place.visitor, place.path("support:question", answer)),
        *(
            Page(f"questions: {name}", Kind.DOCUMENT_SEARCH, place.visitor, f"{index}?{urlencode({'q': typed})}")
            for name, typed in _ASKED.items()
        ),
    ]
