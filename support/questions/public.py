"""The questions of a caisse on its public site: those that are for everybody, without a session."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from adherents.models import Caisse
from adherents.queries import caisse_named
from core.guards import public
from core.rows import addresses
from support.questions import queries
from support.questions.asked import asked_in
from support.questions.shown import shown_of
from support.questions.values import Reader


@public
@require_safe
def questions(request: HttpRequest, caisse: str) -> HttpResponse:
    reader, asked = Reader(_entered(request, caisse).pk), asked_in(request)
    if asked.elsewhere:
        return redirect(asked.elsewhere)
    context = {
        "typed": asked.typed,
        "is_nir_refused": asked.is_nir_refused,
        **shown_of(reader, asked.typed, "support_public:question", caisse),
    }
    response = render(request, "support/questions/public_questions.html", context)
    if asked.typed:
        # One page for the engines, not one for each thing that was ever searched.
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@public
@require_safe
def question(request: HttpRequest, caisse: str, ref: str) -> HttpResponse:
    reader = Reader(_entered(request, caisse).pk)
    shown = queries.question_of(reader, ref)
    if shown is None:
        raise Http404
    address = addresses("support_public:question", caisse)
    context = {"question": shown, "beside": queries.beside(reader, shown), "address": address}
    return render(request, "support/questions/public_question.html", context)


def _entered(request: HttpRequest, slug: str) -> Caisse:
    """The page has the name, the colours and the links of that caisse."""
    caisse = caisse_named(slug)
    if caisse is None:
        raise Http404
    request.caisse = caisse  # type: ignore[attr-defined]
    return caisse
