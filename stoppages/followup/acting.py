"""Pages by which the company acts: its answer to the caisse, a case that it abandons."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.guards import requires
from core.http import PortalRequest
from core.rights import Right
from stoppages.followup import services
from stoppages.followup.forms import AnswerForm
from stoppages.models import StoppageCase
from stoppages.page import case_or_404, case_page, refused
from stoppages.policies import can_act, can_drop
from stoppages.queries.standing import open_question
from stoppages.services.refusals import NotAnyMore, StoppageRefused

_MAX_DIGITS = 9


@requires(Right.STOPPAGES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """To the question that waits; to another one than was read, nothing is sent."""
    shown = case_or_404(request, ref)
    question = open_question(shown) if can_act(request.access, shown) else None
    if request.method == "POST" and (question is not None or request.POST.get("answer")):
        return _answered(request, shown)
    if question is None:
        messages.info(request, "Votre caisse n’attend pas de réponse sur ce dossier.")
        return redirect("stoppages:case", tiers, ref)
    form = AnswerForm(initial={"question": question.public_id})
    return _answer_page(request, shown, form)


@requires(Right.STOPPAGES_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    shown = case_or_404(request, ref)
    if not can_drop(request.access, shown):
        return refused(request, shown, NotAnyMore(str(shown.get_state_display())))
    if "confirm" not in request.POST:
        return case_page(request, shown, "followup/drop", {}, status=200)
    try:
        services.drop_case(access=request.access, case=shown, version=_version(request))
    except StoppageRefused as refusal:
        return refused(request, shown, refusal)
    messages.success(request, "Le dossier est classé sans suite : votre caisse n’attend plus rien.")
    return redirect("stoppages:case", tiers, ref)


def _answered(request: PortalRequest, shown: StoppageCase) -> HttpResponse:
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _answer_page(request, shown, form)
    typed = form.cleaned_data
    try:
        services.answer_question(
            access=request.access,
            case=shown,
            question_ref=typed["question"],
            text=typed["answer"],
            uploads=typed["files"],
        )
    except services.AnsweredMeanwhile as refusal:
        return _answer_page(request, shown, form, refusal)
    except StoppageRefused as refusal:
        return refused(request, shown, refusal)
    messages.success(request, "Votre réponse est envoyée à votre caisse, avec ses pièces.")
    return redirect("stoppages:case", request.access.tiers.ref, shown.public_id)


def _answer_page(
    request: PortalRequest, shown: StoppageCase, form: AnswerForm, refusal: services.AnsweredMeanwhile | None = None
) -> HttpResponse:
    """`refusal`: what somebody else answered is beside what was typed, which goes to nobody."""
    question = refusal.question if refusal is not None else open_question(shown)
    context: dict[str, Any] = {"form": form, "question": question, "refusal": refusal}
    return case_page(request, shown, "followup/answer", context, status=409 if refusal is not None else None)


def _version(request: PortalRequest) -> int:
    """No case has the version 0: what is not a number abandons nothing."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) <= _MAX_DIGITS else 0
