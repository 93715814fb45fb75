"""The documents of a company of thousands: two thousand, listed, searched, one of them taken away."""

from bench_budgets import Kind
from bench_visitors import holder_of_thousands
from django.utils.http import urlencode

from adherents.models import Adherent
from bench_pages import Page
from documents.enums import TextState
from documents.models import Document

_COMMON, _PREFIX = "cotisations", "coti"


def pages() -> list[Page]:
    """The rare word is a reference; the amount, one of the text of the same document."""
    place = holder_of_thousands()
    real = place.path("documents:download", _real(place.adherent))
    paper = Document.objects.filter(adherent=place.adherent, file__text__isnull=False).order_by("-pk")[0]
    amount = paper.file.text.pages[0].partition("Montants : ")[2].partition(" €")[0]
    search = place.path("documents:search")
    asked = {"common word": _COMMON, "rare word": paper.reference, "prefix": _PREFIX, "amount": f"{amount} €"}
    return [
        Page("documents of a company", Kind.CASE, place.visitor, place.path("documents:index")),
        Page("a document taken away", Kind.CASE, place.visitor, real),
        *(
            Page(f"documents: {name}", Kind.DOCUMENT_SEARCH, place.visitor, f"{search}?{urlencode({'q': typed})}")
            for name, typed in asked.items()
        ),
    ]


def _real(adherent: Adherent) -> str:
    """Of the one whose file is there."""
    paper = Document.objects.filter(adherent=adherent, file__text_state=TextState.NONE).order_by("-issued_on")[0]
    return paper.public_id
