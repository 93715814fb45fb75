"""Where a case stands: what was sent last, what is asked, until when it is due by the figures of its caisse."""

from datetime import date, datetime

from adherents.models import Establishment
from employees.leave.schedules import places_of_work
from stoppages.arithmetic import FiguresOn, FinalDeadline, final_deadline, provisional_due_at
from stoppages.arithmetic.deadlines import PARIS, IsHoliday
from stoppages.enums import DeclarationKind
from stoppages.models import CaseQuestion, StoppageCase, StoppageDeclaration


def paris_day(instant: datetime) -> date:
    return instant.astimezone(PARIS).date()


def provisional_deadline(starts_at: datetime, figures: FiguresOn) -> datetime | None:
    """None: the delay in force that day is not known."""
    delay = figures(paris_day(starts_at)).delay
    return provisional_due_at(starts_at, delay) if delay is not None else None


def final_deadline_of(resumes_at: datetime, figures: FiguresOn, is_holiday: IsHoliday) -> FinalDeadline | None:
    """None: the delay in force that day is not known."""
    day = paris_day(resumes_at)
    known = figures(day)
    return final_deadline(day, known.delay, known.practice, is_holiday) if known.delay is not None else None


def holidays_at(site: Establishment) -> IsHoliday:
    """The public holidays of a site; one query."""
    calendar = places_of_work(site.adherent_id).calendar_at(site)
    return lambda day: day in calendar


def current_declaration(case: StoppageCase) -> StoppageDeclaration | None:
    """The last that the caisse decides on: final, or of an arrêt de travail."""
    kinds = [DeclarationKind.FINAL, DeclarationKind.SICK_LEAVE]
    row: StoppageDeclaration | None = case.stoppagedeclarations.filter(kind__in=kinds, is_current=True).first()
    return row


def open_question(case: StoppageCase) -> CaseQuestion | None:
    row: CaseQuestion | None = case.casequestions.filter(answered_at__isnull=True).first()
    return row
