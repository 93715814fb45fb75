"""HTTP of the questions, for whoever is signed in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from core.guards import refuse, requires
from core.http import PortalRequest
from core.rights import Right
from core.rows import addresses
from support.models import Question
from support.page import section_page
from support.questions import queries, searching, services
from support.questions.asked import asked_in
from support.questions.shown import shown_of
from support.questions.values import Reader

_ANSWERS = {"oui": True, "non": False}


@requires(Right.SUPPORT_CONSULT)
@require_safe
def questions(request: PortalRequest, tiers: str) -> HttpResponse:
    """All of them by category; those that answer, when something is searched."""
    asked = asked_in(request)
    if asked.elsewhere:
        return redirect(asked.elsewhere)
    context = {
        "typed": asked.typed,
        "is_nir_refused": asked.is_nir_refused,
        **shown_of(Reader.of(request.access), asked.typed, "support:question", tiers),
        "write_url": _write_url(request, text=asked.typed),
        "may_write": request.access.has(Right.SUPPORT_ACT),
    }
    return section_page(request, "questions", "questions/questions", context)


@requires(Right.SUPPORT_CONSULT)
@require_safe
def question(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    reader, asked = Reader.of(request.access), asked_in(request)
    shown = _question_or_404(request, ref)
    context = {
        "question": shown,
        "typed": asked.typed,
        "beside": queries.beside(reader, shown),
        "address": addresses("support:question", tiers),
        "vote": queries.vote_of(request.user, shown),
        "write_url": _write_url(request, section=shown.category.section, text=asked.typed),
        "may_write": request.access.has(Right.SUPPORT_ACT),
    }
    return section_page(request, "questions", "questions/question", context)


@requires(Right.SUPPORT_CONSULT)
@require_POST
def vote(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """« Cette réponse vous a-t-elle été utile ? »: yes or no, and one may change one's mind."""
    shown, said = _question_or_404(request, ref), _ANSWERS.get(request.POST.get("utile", ""))
    if request.access.is_employer_view:
        refuse(request)
    typed = request.POST.get("q", "")
    address = reverse("support:question", args=[tiers, ref])
    if said is not None:
        services.vote(access=request.access, question=shown, is_useful=said)
        messages.success(request, "Merci, votre avis est noté.")
    return redirect(f"{address}?{urlencode({'q': typed})}" if typed else address)


@requires(Right.SUPPORT_CONSULT)
@require_POST
def read(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """Told by the page of a question once it is shown: what makes it one of the most consulted."""
    shown = _question_or_404(request, ref)
    if not request.access.is_employer_view:
        services.count_reading(question=shown)
    return HttpResponse(status=204)


@requires(Right.SUPPORT_CONSULT)
@require_POST
def suggest(request: PortalRequest, tiers: str) -> HttpResponse:
    """What may answer a message that is being written, about that subject. Posted, though nothing is written: what
    somebody is writing to the caisse stays in no address.
    """
    access, typed = request.access, request.POST.get("message", "") or request.POST.get("body", "")
    section = queries.section_of_subject(access.tiers.caisse_id, request.POST.get("subject", ""))
    near = searching.suggested(Reader.of(access), typed, section)
    return render(request, "support/questions/suggestions.html", {"questions": near})


def _write_url(request: PortalRequest, *, section: str = "", text: str = "") -> str:
    """Where one writes to the caisse, about that part of the portal, with what was searched for in vain."""
    asked = {name: value for name, value in (("depuis", section), ("texte", text)) if value}
    url = reverse("support:write", args=[request.access.tiers.ref])
    return f"{url}?{urlencode(asked)}" if asked else url


def _question_or_404(request: PortalRequest, ref: str) -> Question:
    shown = queries.question_of(Reader.of(request.access), ref)
    if shown is None:
        raise Http404
    return shown
