"""One function per message. None holds a title, a name, an amount, nor how many documents there are."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from accounts.models import User
from core.mail import send_emails
from core.outgoing import Message
from core.sms import send_many_sms
from documents.telling.queries import Announcement

# Companies named in a message of the day; beyond, how many there are.
_NAMED = 20


def new_documents(made: Iterable[Announcement]) -> None:
    send_emails(_of_one(one, {"first_name": one.person.first_name, "path": _path(one)}) for one in made)


def new_documents_sms(made: Iterable[Announcement]) -> None:
    """To certified mobiles, while the day's SMS last."""
    send_many_sms(_of_one(one, {}, is_sms=True) for one in made)


def daily_documents(kept: Mapping[User, list[Announcement]]) -> None:
    """One for each person, whatever the number of companies."""
    send_emails(
        Message(
            kind="documents/daily_documents",
            to=person.email,
            context=_of_the_day(made),
            own={"first_name": person.first_name},
            user=person,
            caisse_id=made[0].caisse.pk,
        )
        for person, made in kept.items()
    )


def daily_documents_sms(kept: Mapping[User, list[Announcement]]) -> None:
    send_many_sms(
        Message(
            kind="documents/daily_documents",
            to=person.mobile,
            context=_of_the_day(made),
            user=person,
            caisse_id=made[0].caisse.pk,
        )
        for person, made in kept.items()
    )


def _of_one(one: Announcement, own: dict[str, str], *, is_sms: bool = False) -> Message:
    return Message(
        kind="documents/new_documents",
        to=one.person.mobile if is_sms else one.person.email,
        context={"kinds": one.kinds, "caisse": one.caisse},
        own={"company": one.company, **own},
        user=one.person,
        caisse_id=one.caisse.pk,
    )


def _of_the_day(made: list[Announcement]) -> dict[str, Any]:
    """By company, in alphabetical order: its name, the kinds, the address of its documents."""
    listed = sorted((one.company, one.kinds, _path(one)) for one in made)
    return {"companies": tuple(listed[:_NAMED]), "others": len(listed[_NAMED:]), "caisse": made[0].caisse}


def _path(one: Announcement) -> str:
    return reverse("documents:index", args=[one.ref])
