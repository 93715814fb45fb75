"""One function per message. None holds a motive, nor the name of a salarié: a reference tells an arrêt de travail."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from core.mail import send_emails
from core.outgoing import Message
from core.sms import send_many_sms
from stoppages.deadline_words import deadline_words
from stoppages.enums import CaseState
from stoppages.models import StoppageCase

_NOT_SAID = "L’étape suivante"
_EXPECTED = {
    CaseState.DRAFT: "La déclaration provisoire",
    CaseState.PROVISIONAL: "La déclaration définitive",
    CaseState.QUESTION: "La réponse à votre caisse",
}


def deadline_near(case: StoppageCase, people: Mapping[User, str], now: datetime) -> None:
    """To each, with the address of the case for the tiers that they act for."""
    context = _context(case, now)
    send_emails(
        Message(
            kind="stoppages/deadline_near",
            to=person.email,
            context=context,
            own={"first_name": person.first_name, "path": _path(case, ref)},
            user=person,
            caisse_id=case.adherent.caisse_id,
            expires_at=case.due_at,
        )
        for person, ref in people.items()
    )


def deadline_near_sms(case: StoppageCase, people: Iterable[User], now: datetime) -> None:
    """To certified mobiles, while the day's SMS last: what it tells comes by e-mail too."""
    context = _context(case, now)
    send_many_sms(
        Message(
            kind="stoppages/deadline_near",
            to=person.mobile,
            context=context,
            user=person,
            caisse_id=case.adherent.caisse_id,
            expires_at=case.due_at,
        )
        for person in people
    )


def _context(case: StoppageCase, now: datetime) -> dict[str, Any]:
    if case.due_at is None:
        raise ValueError("Only a deadline is recalled.")
    deadline = deadline_words(case.due_at, now=now)
    return {
        "what": _EXPECTED.get(CaseState(case.state), _NOT_SAID),
        "until": deadline.until,
        "left": deadline.left,
        "reference": case.reference,
        "company": case.adherent.name,
        "worksite": case.weather.worksite.name if case.is_weather else "",
        "caisse": case.adherent.caisse,
    }


def _path(case: StoppageCase, ref: str) -> str:
    return reverse("stoppages:case", args=[ref, case.public_id])
