"""The letter that tells the salarié of their leave after the return (L3141-19-3), and the day it was received."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from adherents.letterhead import lines_of
from core import audit, pdf
from core.access import Access
from core.french import counted
from core.templatetags.portal import french_date
from employees.leave.arithmetic.periods import day_label
from stoppages.enums import CaseState, EventKind
from stoppages.models import CaseEvent, SickLeave, StoppageCase
from stoppages.services.cases import held, touch
from stoppages.services.history import note
from stoppages.services.refusals import StoppageRefused
from stoppages.services.settling import settle
from stoppages.sick_leave.queries import chain_of
from stoppages.sick_leave.services.sending import SENT_STATES
from stoppages.sick_leave.values import LetterLine

audit.declare({"stoppages.letter_downloaded": "Arrêt : lettre d’information téléchargée"})

# What the letter says is kept in its event, by these names: they are shown as they are, and printed again the same.
_LEAVE, _HANDED = "Congés", "Remise prévue"
_BETWEEN = " ; "


def make_letter(
    *, access: Access, case: StoppageCase, lines: Sequence[LetterLine], handed_on: date, version: int
) -> StoppageCase:
    """Keep what the letter says: it may be printed again, the same. Raises StoppageRefused, PermissionDenied."""
    with transaction.atomic():
        locked, leave = _back(access, case, version)
        leave.letter_made_at = timezone.now()
        leave.save(update_fields=["letter_made_at"])
        touch(locked)
        settle(locked)
        note(locked, EventKind.LETTER_MADE, access=access, changes=_kept(lines, handed_on))
    return locked


def receive_letter(*, access: Access, case: StoppageCase, received_on: date, version: int) -> StoppageCase:
    """The carry-over starts that day; the case, and those that it prolonged, close when nothing is awaited of the
    caisse. Raises StoppageRefused, PermissionDenied.
    """
    with transaction.atomic():
        locked, leave = _back(access, case, version)
        if leave.resumed_on is not None and received_on < leave.resumed_on:
            raise StoppageRefused(
                f"Le travail a repris le {day_label(leave.resumed_on)} : la lettre est reçue ce jour ou après.",
                field="received_on",
            )
        leave.letter_received_on = received_on
        leave.save(update_fields=["letter_received_on"])
        touch(locked)
        settle(locked)
        note(locked, EventKind.LETTER_RECEIVED, access=access, message=f"le {received_on:%d/%m/%Y}")
        _close(access, locked)
    return locked


def said_in(case: StoppageCase) -> tuple[list[str], str] | None:
    """What the last letter says: of each period, and the day it was to be handed; None before the first."""
    event: CaseEvent | None = case.caseevents.filter(kind=EventKind.LETTER_MADE).first()
    if event is None:
        return None
    return event.changes[_LEAVE][1].split(_BETWEEN), event.changes[_HANDED][1]


def print_letter(*, access: Access, case: StoppageCase) -> bytes | None:
    """The PDF of the last letter made; `case` with its company, its salarié. None before the first."""
    said = said_in(case)
    if said is None:
        return None
    with transaction.atomic():
        audit.record("stoppages.letter_downloaded", access=access, target=f"arrêt {case.reference}")
    return pdf.render("stoppages/return_letter.typ", _letter(case, *said))


def _back(access: Access, case: StoppageCase, version: int) -> tuple[StoppageCase, SickLeave]:
    locked = held(access, case, version=version, states=SENT_STATES)
    leave: SickLeave = locked.sick_leave
    if leave.resumed_on is None:
        raise StoppageRefused("La lettre suit la reprise du travail : déclarez d’abord la reprise.")
    return locked, leave


def _kept(lines: Sequence[LetterLine], handed_on: date) -> dict[str, list[str]]:
    return {_LEAVE: ["", _BETWEEN.join(map(said_of_line, lines))], _HANDED: ["", day_label(handed_on)]}


def said_of_line(line: LetterLine) -> str:
    """« 12 jours ouvrables acquis du … au …, à prendre jusqu’au 30 avril 2027 »."""
    days = counted(int(line.days) if line.days == int(line.days) else line.days, "jour ouvrable")
    until = f", à prendre jusqu’au {day_label(line.until)}" if line.until is not None else ""
    return f"{days} {line.period}{until}"


def _close(access: Access, case: StoppageCase) -> None:
    for leave in chain_of(case):
        one = leave.case if leave.case_id != case.pk else case
        if one.state == CaseState.RECORDED:
            one.closed_at = timezone.now()
            touch(one)
            settle(one)
            note(one, EventKind.CLOSED, access=access)


def _letter(case: StoppageCase, lines: list[str], handed_on: str) -> dict[str, Any]:
    leave, company, site = case.sick_leave, case.adherent, case.establishment
    first = chain_of(case)[0]
    return {
        "company": company.name,
        "company_address": lines_of(site.address),
        "person": leave.employee.full_name,
        "person_address": leave.employee.address_lines,
        "handed_on": handed_on,
        "stopped_on": french_date(first.starts_on),
        "resumed_on": french_date(leave.resumed_on),
        "lines": lines,
        "months": settings.LEAVE_CARRY_OVER_MONTHS,
        "reference": case.reference,
    }
