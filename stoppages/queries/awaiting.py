"""Which cases the caisse treats, and which of them wait for it."""

from django.db.models import Exists, OuterRef, Q

from stoppages.enums import OF_THE_CAISSE, Nature
from stoppages.queries.reimbursing import reimbursed_on


def is_treated_by_the_caisse() -> Q:
    """Of `StoppageCase`: weather stoppages, and the arrêts de travail for which its caisse gave something back on their
    first day. The others are motives, and nothing to it.
    """
    given_back = reimbursed_on(
        OuterRef("adherent__caisse_id"), OuterRef("sick_leave__reason"), OuterRef("sick_leave__starts_on")
    )
    return Q(nature=Nature.WEATHER) | Q(Exists(given_back))


def awaits_decision() -> Q:
    """Of `StoppageCase`: sent, or answered; nothing is asked of the company."""
    return Q(state__in=OF_THE_CAISSE) & is_treated_by_the_caisse()
