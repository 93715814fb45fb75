"""A company writes to its caisse: each message once, each answer read before it is answered."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from adherents.models import Adherent, Caisse
from core import audit
from core.access import Access
from core.references import new_reference
from core.upload_field import no_file_left_behind
from core.uploads import Upload
from support.contact.queries import sent_today
from support.contact.thanks import is_only_thanks
from support.enums import ConversationState
from support.models import Conversation, Message
from support.models.about import columns_about
from support.policies import can_follow_up, can_reply, can_thank, can_write
from support.services import presence, settling
from support.services.handing_over import caisse_for, hand_over, subject_there
from support.services.joining import join
from support.values import MessageValues, Opening

audit.declare(
    {
        "support.opened": "Message envoyé à la caisse",
        "support.replied": "Réponse envoyée à la caisse",
        "support.thanked": "Échange clos par un remerciement",
    }
)


class NotSent(Exception):
    """`str()` says why, in words."""


class TooMuchToday(NotSent):
    def __init__(self) -> None:
        most = settings.MESSAGE_DAY_MAX_BYTES // 1024**2
        super().__init__(
            f"Votre entreprise peut joindre {most} Mo par jour à ses messages, et ceux-ci les dépassent : rien n’est "
            "parti. Joignez moins de fichiers, ou attendez demain."
        )


class WroteMeanwhile(NotSent):
    """Somebody answered, closed or wrote beside: what was typed may not fit any more."""

    def __init__(self) -> None:
        super().__init__(
            "L’échange a changé pendant que vous écriviez : votre message n’est pas parti. Relisez ce qui précède, "
            "complétez votre message s’il le faut, puis envoyez-le."
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """`is_new`: not sent already by the same form; `follows`: it opened another conversation; `is_over`: it asked for
    nothing.
    """

    conversation: Conversation
    is_new: bool = True
    follows: bool = False
    is_over: bool = False


def open_conversation(*, access: Access, opening: Opening, values: MessageValues, attempt: str) -> Sent:
    """Raises PermissionDenied, TooMuchToday."""
    with _sending(access) as (caisse, stored):
        _check_may_open(caisse, opening)
        again = _opened_by(access, attempt)
        if again is not None:
            return Sent(again, is_new=False)
        conversation = _open(access, attempt, caisse=caisse, **_columns(access, opening))
        _write(conversation, access, values, attempt, stored)
        audit.record("support.opened", access=access, target=f"échange {conversation.reference}")
    return Sent(conversation)


def reply(*, access: Access, conversation: Conversation, values: MessageValues, attempt: str, version: int) -> Sent:
    """In this conversation, or in one that follows it when it has been over for too long. `version`: of what was read
    before. Raises PermissionDenied, WroteMeanwhile, TooMuchToday.
    """
    with _sending(access) as (caisse, stored):
        locked = settling.held(conversation)
        again = _replied_by(access, locked, attempt)
        if again is not None:
            return again
        if locked.version != version or locked.merged_into_id is not None:
            raise WroteMeanwhile
        if can_follow_up(access, locked, timezone.now()):
            return _follow(access, locked, caisse, values, attempt, stored)
        if not can_reply(access, locked, timezone.now()):
            raise PermissionDenied
        return _reply(access, locked, caisse, values, attempt, stored)


@transaction.atomic
def mark_read(*, conversation: Conversation, version: int) -> None:
    """What came since that page was drawn stays to be read."""
    locked = settling.held(conversation)
    if locked.version == version:
        settling.company_read(locked)


def signature(access: Access) -> str:
    """Who writes, as the caisse and the colleagues read it."""
    firm = f" ({access.via.firm_name})" if access.via.firm_name else ""
    return f"{access.user}{firm}"[:200]


@contextmanager
def _sending(access: Access) -> Iterator[tuple[Caisse, list[str]]]:
    """Messages of a company come one by one: what it joins in a day is counted, and nothing is sent twice. The caisse
    is the one that the company depends on at this instant.
    """
    if not can_write(access):
        raise PermissionDenied
    with no_file_left_behind() as stored, transaction.atomic():
        company = Adherent.objects.select_for_update(no_key=True).get(pk=access.tiers.adherent_id)
        yield company.caisse, stored


def _check_may_open(caisse: Caisse, opening: Opening) -> None:
    subject = opening.subject
    if subject.caisse_id != caisse.pk or not subject.is_active:
        raise PermissionDenied


def _opened_by(access: Access, attempt: str) -> Conversation | None:
    return Conversation.objects.filter(adherent_id=access.tiers.adherent_id, attempt=attempt).first()


def _replied_by(access: Access, conversation: Conversation, attempt: str) -> Sent | None:
    if Message.objects.filter(conversation=conversation, attempt=attempt).exists():
        return Sent(conversation, is_new=False)
    opened = _opened_by(access, attempt)
    return Sent(opened, is_new=False, follows=True) if opened is not None else None


def _columns(access: Access, opening: Opening) -> dict[str, object]:
    """From a site, of that site; about a row of a site, of that site too."""
    about = opening.about
    site = opening.establishment
    site_id = access.tiers.establishment_id or (about and about.establishment_id) or (site.pk if site else None)
    return {
        "subject": opening.subject,
        "establishment_id": site_id,
        **columns_about(about),
    }


def _open(access: Access, attempt: str, **columns: object) -> Conversation:
    now = timezone.now()
    return Conversation.objects.create(
        adherent_id=access.tiers.adherent_id,
        reference=new_reference("M"),
        attempt=attempt,
        opened_by=access.user,
        opened_by_label=signature(access),
        opened_at=now,
        last_message_at=now,
        waiting_since=now,
        **columns,
    )


def _reply(
    access: Access, locked: Conversation, caisse: Caisse, values: MessageValues, attempt: str, stored: list[str]
) -> Sent:
    """What a caisse has that the company has left since is answered by the one that it depends on now."""
    was_answered = can_thank(access, locked) or locked.state == ConversationState.CLOSED
    is_over = was_answered and not values.uploads and is_only_thanks(values.body)
    _write(locked, access, values, attempt, stored)
    if not is_over and (to := caisse_for(locked, caisse)).pk != locked.caisse_id:
        hand_over(locked, to, signature(access))
    if is_over:
        settling.closed(locked, by_thanks=True)
    else:
        settling.company_wrote(locked)
    _have_read(access, locked)
    action = "support.thanked" if is_over else "support.replied"
    audit.record(action, access=access, target=f"échange {locked.reference}")
    return Sent(locked, is_over=is_over)


def _follow(
    access: Access, over: Conversation, caisse: Caisse, values: MessageValues, attempt: str, stored: list[str]
) -> Sent:
    kept = ("establishment_id", "employee_id", "linked_kind", "linked_ref", "linked_label")
    columns = {name: getattr(over, name) for name in kept}
    to = caisse_for(over, caisse)
    subject = subject_there(over.subject, to)
    conversation = _open(access, attempt, caisse=to, subject=subject, follows=over, **columns)
    _write(conversation, access, values, attempt, stored)
    _have_read(access, over)
    audit.record("support.opened", access=access, target=f"échange {conversation.reference}")
    return Sent(conversation, follows=True)


def _have_read(access: Access, conversation: Conversation) -> None:
    settling.company_read(conversation)
    presence.wrote(conversation=conversation, person=access.user)


def _write(conversation: Conversation, access: Access, values: MessageValues, attempt: str, stored: list[str]) -> None:
    _check_quota(access, values.uploads)
    message = Message.objects.create(
        conversation=conversation,
        adherent_id=conversation.adherent_id,
        attempt=attempt,
        author=access.user,
        author_label=signature(access),
        body=values.body,
    )
    join(message, values.uploads, stored)


def _check_quota(access: Access, uploads: Sequence[Upload]) -> None:
    size = sum(len(upload.content) for upload in uploads)
    if uploads and sent_today(access.tiers.adherent_id) + size > settings.MESSAGE_DAY_MAX_BYTES:
        raise TooMuchToday
