"""The messages of a broadcast, and of its trial. None says anything of a company: the same words for everybody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from accounts.enums import Topic
from accounts.models import User
from core import outgoing
from core.mail import send_email, send_emails
from core.models import OutgoingMessage
from core.outgoing import Message
from core.sms import send_many_sms, send_sms
from support.broadcasts.segments import in_the_alphabet
from support.models import Broadcast

TRIAL = "[Essai] "


def to_many(broadcast: Broadcast, people: Iterable[User]) -> list[OutgoingMessage]:
    """Stored in their order, after those that somebody waits for."""
    context = email_context(broadcast)
    return send_emails(
        Message(
            kind="support/broadcast",
            to=person.email,
            context=context,
            own={"first_name": person.first_name},
            user=person,
            caisse_id=broadcast.caisse_id,
        )
        for person in people
    )


def to_many_by_sms(broadcast: Broadcast, people: Iterable[User], *, until: datetime) -> list[OutgoingMessage]:
    """Past `until`, what did not leave does not any more. The first ones only, when the SMS of the day are spent."""
    context = sms_context(broadcast)
    return send_many_sms(
        Message(
            kind="support/broadcast",
            to=person.mobile,
            context=context,
            user=person,
            caisse_id=broadcast.caisse_id,
            expires_at=until,
        )
        for person in people
    )


def trial(broadcast: Broadcast, person: User) -> None:
    context = {**email_context(broadcast), "mark": TRIAL, "first_name": person.first_name}
    send_email(kind="support/broadcast", to=person.email, context=context, user=person, caisse_id=broadcast.caisse_id)


def trial_by_sms(broadcast: Broadcast, person: User) -> None:
    """Raises one of `core.allowance.REFUSALS`."""
    context = {**sms_context(broadcast), "mark": TRIAL}
    send_sms(kind="support/broadcast", to=person.mobile, context=context, user=person, caisse_id=broadcast.caisse_id)


def email_context(broadcast: Broadcast) -> dict[str, Any]:
    """All but the first name: what a preview shows too."""
    return {
        "mark": "",
        "title": broadcast.title,
        "body_html": broadcast.body_html,
        # As it was typed: its marks are readable, and the addresses of its links stay.
        "body_text": broadcast.body.strip(),
        "topic": Topic(broadcast.topic).label,
        "caisse": broadcast.caisse,
    }


def sms_context(broadcast: Broadcast) -> dict[str, Any]:
    text = " ".join(broadcast.sms_text.split())
    # The name of the caisse is not the staff's to shorten: « Île-de-France » would halve what a SMS holds.
    name = in_the_alphabet(broadcast.caisse.name)
    return {"mark": "", "text": text, "stop_words": settings.BROADCAST_SMS_STOP_WORDS, "caisse_name": name}


def sms_as_sent(broadcast: Broadcast) -> str:
    """The whole text that a telephone shows, how to stop included."""
    return outgoing.render_text("sms/support/broadcast.txt", sms_context(broadcast)).strip()
