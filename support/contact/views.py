"""Writing to the caisse: the conversations, one of them, the first message."""

import logging
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from absences.choosing import choice_of_person, without_number
from adherents.models import Establishment
from core import files, throttling, typed_again
from core.attempts import attempt_of
from core.french import counted
from core.guards import refuse, requires
from core.http import PortalRequest
from core.linked import Linked, linked_at
from core.rights import Right
from employees.nir import REFUSED_IN_ADDRESS
from support.contact import queries
from support.contact.forms import MessageForm, WriteForm
from support.contact.services import NotSent, Sent, mark_read, open_conversation, reply, signature
from support.models import BODY_MAX_LENGTH, Conversation, MessageFile
from support.page import conversation_or_404, section_page
from support.policies import can_follow_up, can_reply, can_thank, can_write
from support.services import presence

logger = logging.getLogger(__name__)
_LONGEST_SEARCH = 100


@requires(Right.SUPPORT_CONSULT)
@require_safe
def index(request: PortalRequest, tiers: str) -> HttpResponse:
    """`q`: what is looked for in the conversations."""
    refused = without_number(request)
    if refused is not None:
        return refused
    access, typed = request.access, request.GET.get("q", "")[:_LONGEST_SEARCH]
    context = {
        "page": queries.conversations_page(access, typed, request.GET.get("page")),
        "typed": typed,
        "query": f"{urlencode({'q': typed})}&" if typed else "",
        "is_nir_refused": request.GET.get("refus") == REFUSED_IN_ADDRESS,
        "may_write": can_write(access),
        "usual_days": queries.usual_days(access.tiers.caisse_id),
    }
    return section_page(request, "index", "contact/index", context)


@requires(Right.SUPPORT_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: PortalRequest, tiers: str) -> HttpResponse:
    """`depuis`: the part of the portal that one comes from; `objet`: what its page shows (`core.linked`), or `salarie`,
    whom it is about; `texte`: what was typed elsewhere already.
    """
    access, asked = request.access, _asked_about(request)
    about = linked_at(access, asked) if asked else None
    form = WriteForm(
        request.POST or None,
        request.FILES or None,
        subjects=queries.subjects_for(access, request.GET.get("depuis", "")),
        sites=list(Establishment.objects.for_access(access).open()),
        about=about,
        initial={"about": True, "body": request.GET.get("texte", "")[:BODY_MAX_LENGTH]},
    )
    if form.is_bound and asked and about is None:
        form.add_error(None, "Ce dont parlait votre message ne vous est plus montré : relisez-le avant de l’envoyer.")
    answer = _opened(request, form) if form.is_bound and form.is_valid() else None
    return answer or section_page(request, "index", "contact/write", _writing_context(request, form, about))


@requires(Right.SUPPORT_ACT)
@require_safe
def choose_person(request: PortalRequest, tiers: str) -> HttpResponse:
    """Whom the message is about: a search, and its list."""
    if not request.access.has(Right.EMPLOYEES_CONSULT):
        refuse(request)
    asked = {name: request.GET[name] for name in ("depuis",) if request.GET.get(name)}
    context = choice_of_person(request, asked, reverse("support:write", args=[tiers]))
    return without_number(request) or section_page(request, "index", "contact/choose_person", context)


@requires(Right.SUPPORT_CONSULT)
@require_safe
def conversation(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    shown = conversation_or_404(request, ref)
    if shown.public_id != ref:
        return redirect("support:conversation", tiers, shown.public_id)
    return _conversation_page(request, shown, MessageForm())


@requires(Right.SUPPORT_ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """The page of the conversation, with what is typed in it."""
    shown = conversation_or_404(request, ref)
    form = MessageForm(request.POST or None, request.FILES or None)
    sent = _replied(request, shown, form) if form.is_bound and form.is_valid() else None
    return sent or _conversation_page(request, conversation_or_404(request, ref), form)


@requires(Right.SUPPORT_CONSULT)
@require_POST
def read(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """`version`: of the page that was read; what came since stays to be read."""
    mark_read(conversation=conversation_or_404(request, ref), version=_version(request))
    return HttpResponse() if request.headers.get("HX-Request") else redirect("support:conversation", tiers, ref)


@requires(Right.SUPPORT_ACT)
@require_POST
def writing(request: PortalRequest, tiers: str, ref: str) -> HttpResponse:
    """Who else is writing there; with `typing`, that this person is too. `version`: of the page that asks."""
    shown = conversation_or_404(request, ref)
    if request.POST.get("typing"):
        label = signature(request.access)
        presence.writes(conversation=shown, person=request.access.user, label=label, is_from_caisse=False)
    if not request.headers.get("HX-Request"):
        return redirect("support:conversation", tiers, ref)
    context = {
        "others": presence.others_writing(shown, request.access.user),
        "has_changed": _version(request) != shown.version,
        "conversation": shown,
    }
    return render(request, "support/contact/writing.html", context)


@requires(Right.SUPPORT_CONSULT)
@require_safe
def file(request: PortalRequest, tiers: str, ref: str) -> Any:
    """What is joined to a message that this person reads, taken away; nobody takes what the caisse masked."""
    if not request.access.takes_files:
        raise PermissionDenied
    joined = request.access.get_or_404(MessageFile, ref, "conversation")
    if joined.masked_at is not None:
        raise Http404
    try:
        return files.attachment(joined.stored_name, filename=joined.name, content_type=joined.content_type)
    except FileNotFoundError:
        logger.error("file of a message %s is missing from the storage", joined.public_id)
        messages.error(request, "Ce fichier est introuvable : nous en sommes avertis. Réessayez plus tard.")
        return redirect("support:conversation", tiers, joined.conversation.public_id)


def _asked_about(request: PortalRequest) -> str:
    """Of the form that was sent, or that comes back after a session that ended; otherwise of the address."""
    if request.method == "POST":
        return request.POST.get("objet", "")
    person = request.GET.get("salarie", "")
    return f"salarie:{person}" if person else request.GET.get("objet", "") or typed_again.mark("objet")


def _writing_context(request: PortalRequest, form: WriteForm, about: Linked | None) -> dict[str, Any]:
    return {
        "form": form,
        "about": about,
        "may_choose": about is None and request.access.has(Right.EMPLOYEES_CONSULT),
        "section": request.GET.get("depuis", ""),
        "attempt": attempt_of(request),
        "files_to_choose_again": bool(request.FILES),
        "usual_days": queries.usual_days(request.access.tiers.caisse_id),
    }


def _opened(request: PortalRequest, form: WriteForm) -> HttpResponse | None:
    """None when it is not sent: the form says why."""
    sent = _sent(
        request,
        form,
        lambda: open_conversation(
            access=request.access, opening=form.opening(), values=form.values(), attempt=attempt_of(request)
        ),
    )
    if sent is None:
        return None
    reference = sent.conversation.reference
    said = "est envoyé" if sent.is_new else "était déjà parti : il n’a pas été envoyé deux fois"
    messages.success(request, f"Votre message {reference} {said}.")
    return redirect("support:conversation", request.access.tiers.ref, sent.conversation.public_id)


def _replied(request: PortalRequest, shown: Conversation, form: MessageForm) -> HttpResponse | None:
    """None when it is not sent: the form says why."""
    sent = _sent(
        request,
        form,
        lambda: reply(
            access=request.access,
            conversation=shown,
            values=form.values(),
            attempt=attempt_of(request),
            version=_version(request),
        ),
    )
    if sent is None:
        return None
    messages.success(request, _said(sent))
    return redirect("support:conversation", request.access.tiers.ref, sent.conversation.public_id)


def _version(request: PortalRequest) -> int:
    """Of the conversation that was before the eyes of who sends this; 0, that none has, when the page does not say."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < len(str(2**31)) else 0


def _sent(request: PortalRequest, form: Any, send: Any) -> Sent | None:
    verdict = throttling.count("messages_to_caisse", str(request.access.user.pk))
    if not verdict.allowed:
        form.add_error(None, _slowed(throttling.Throttled(verdict)))
        return None
    try:
        sent: Sent = send()
    except NotSent as refusal:
        form.add_error(None, str(refusal))
        return None
    return sent


def _slowed(throttled: throttling.Throttled) -> ValidationError:
    wait = counted(throttled.verdict.minutes, "minute")
    message = f"Vous avez envoyé beaucoup de messages : celui-ci n’est pas parti. Envoyez-le dans {wait}."
    return ValidationError(message, code="throttled", params={"retry_after": throttled.verdict.retry_after})


def _said(sent: Sent) -> str:
    if not sent.is_new:
        return "Ce message était déjà parti : il n’a pas été envoyé deux fois."
    if sent.follows:
        return f"Votre message ouvre l’échange {sent.conversation.reference}, à la suite de celui qui était clos."
    return "Votre remerciement est envoyé, et l’échange clos." if sent.is_over else "Votre message est envoyé."


def _conversation_page(request: PortalRequest, shown: Conversation, form: MessageForm) -> HttpResponse:
    access, now = request.access, timezone.now()
    context = {
        "conversation": shown,
        "thread": queries.thread_of(shown),
        "nearby": queries.nearby(access, shown),
        "merged": queries.merged_into(shown),
        "about_url": queries.about_url(access, shown),
        "form": form,
        "attempt": attempt_of(request),
        "version": typed_again.mark("version") or shown.version,
        "files_to_choose_again": bool(request.FILES),
        "may_reply": can_reply(access, shown, now),
        "may_follow_up": can_follow_up(access, shown, now),
        "may_thank": can_thank(access, shown),
        "may_mark": shown.is_unread and not access.is_employer_view,
        "others": presence.others_writing(shown, access.user),
        "usual_days": queries.usual_days(access.tiers.caisse_id),
    }
    return section_page(request, "index", "contact/conversation", context)
