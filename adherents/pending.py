"""What the section waits for from a company."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, F
from django.db.models.functions import Cast

from adherents.declarations.queries import missing_declarations, overdue_balances
from adherents.words import month_in_words
from core.pending import OneByOne, PendingSource, Told
from core.rights import Right
from core.templatetags.portal import euros, near_date

_SAID = {"month": F("month"), "balance": Cast("balance", CharField())}


def _missing(due_on: date, said: Mapping[str, Any]) -> Told:
    month = date.fromisoformat(said["month"])
    return Told(f"Attendue le {near_date(due_on)}", f"{month_in_words(month)}, déclaration manquante", f"{month:%Y-%m}")


def _overdue(due_on: date, said: Mapping[str, Any]) -> Told:
    month = date.fromisoformat(said["month"])
    return Told(f"Échu le {near_date(due_on)}", f"{month_in_words(month)}, {euros(said['balance'])}", f"{month:%Y-%m}")


SOURCES = (
    PendingSource(
        "missing-declarations",
        "déclaration manquante",
        Right.LEGAL_CONSULT,
        missing_declarations,
        "déclarations manquantes",
        "adherents:declarations",
        OneByOne("Que faire", "adherents:declaration", F("due_on"), _SAID, _missing, "#que-faire"),
    ),
    PendingSource(
        "overdue-balances",
        "échéance à régler",
        Right.LEGAL_CONSULT,
        overdue_balances,
        "échéances à régler",
        "adherents:declarations",
        OneByOne("Comment régler", "adherents:declaration", F("due_on"), _SAID, _overdue, "#comment-regler"),
    ),
)
