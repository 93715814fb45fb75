"""What the company is told of what the caisse does: one function per message. No motive, no name, no amount."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.choices import wanting
from accounts.enums import Topic
from core.mail import send_email
from stoppages.models import CaseDecision, CaseQuestion, Reimbursement, StoppageCase
from stoppages.recipients import people_of


def question_asked(case: StoppageCase, question: CaseQuestion) -> None:
    """The question itself is read in the portal: it may name somebody."""
    _tell(case, kind="stoppages/question_asked", due_on=question.due_on)


def decided(case: StoppageCase, decision: CaseDecision) -> None:
    _tell(case, kind="stoppages/decided", outcome=decision.get_outcome_display())


def reimbursed(case: StoppageCase, payment: Reimbursement) -> None:
    """The amount of the case is read in the portal: that of a single salarié would tell their wage."""
    said = str(payment.get_kind_display()).lower()
    _tell(case, kind="stoppages/reimbursed", said=said, paid_on=payment.paid_on, transfer=payment.reference)


def _tell(case: StoppageCase, *, kind: str, **about: Any) -> None:
    adherent = case.adherent
    people = people_of(case, timezone.now())
    for person in wanting(people, Topic.CAISSE):
        context = {
            "first_name": person.first_name,
            "company": adherent.name,
            "the_case": named(case),
            "path": reverse("stoppages:case", args=[people[person], case.public_id]),
            "caisse": adherent.caisse,
            **about,
        }
        send_email(kind=kind, to=person.email, context=context, user=person, caisse_id=adherent.caisse_id)


def named(case: StoppageCase) -> str:
    """An arrêt de travail is a motive: its reference alone."""
    if not case.is_weather:
        return f"votre dossier {case.reference}"
    return f"votre arrêt intempéries {case.reference}, chantier {case.weather.worksite.name}"
