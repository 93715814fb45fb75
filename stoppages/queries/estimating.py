"""What a case is worth, by the figures published so far: an estimate, which those of the caisse replace."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from adherents.models import DeclarativePeriod
from stoppages.arithmetic import (
    Counted,
    Estimate,
    FiguresOn,
    Part,
    Unknown,
    Used,
    campaign_of,
    figures_used,
    indemnity,
    reimbursement,
)
from stoppages.models import CampaignWages, StoppageCase
from stoppages.queries.counting import counted_of
from stoppages.queries.figures import figures_for
from stoppages.queries.standing import current_declaration

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class DeclaredWages:
    """S of a campaign. `said_by`: whoever typed it; empty when it is the sum of the months that the caisse received,
    of which `until` is the last (a month's first day).
    """

    campaign: date
    amount: Decimal
    said_by: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PersonEstimate:
    """Amounts are None when the wage of the salarié is not known."""

    employee_id: int
    counted: Counted
    parts: tuple[Part, ...]
    wage: Decimal | None
    indemnity: Estimate | None
    reimbursement: Estimate | None

    @property
    def hours(self) -> Decimal:
        return sum((part.indemnified for part in self.parts), _ZERO)


@dataclass(frozen=True, slots=True)
class CaseEstimate:
    """Totals are None as soon as a figure or a wage is missing."""

    people: tuple[PersonEstimate, ...]
    used: tuple[Used, ...]
    wages: tuple[DeclaredWages, ...]

    @property
    def hours(self) -> Decimal:
        return sum((person.hours for person in self.people), _ZERO)

    @property
    def indemnity(self) -> Decimal | None:
        return _total([person.indemnity for person in self.people])

    @property
    def reimbursement(self) -> Decimal | None:
        return _total([person.reimbursement for person in self.people])

    @property
    def without_wage(self) -> list[int]:
        return [person.employee_id for person in self.people if person.wage is None]

    @property
    def missing(self) -> tuple[Unknown, ...]:
        """Figures that nobody published, or that are not known here; each once."""
        every = {unknown for person in self.people if person.reimbursement for unknown in person.reimbursement.missing}
        return tuple(sorted(every, key=lambda one: (one.since, one.kind)))


def estimate_of(case: StoppageCase, *, as_sent: bool | None = None, figures: FiguresOn | None = None) -> CaseEstimate:
    """Of what is being written, or of what was sent last (`as_sent`; None: what was sent, once something was).
    `figures`: of its caisse, for who has read them.
    """
    sent = current_declaration(case) if as_sent is not False else None
    figures = figures or figures_for(case.adherent.caisse_id)
    lines: Any = sent.people if sent is not None else case.stoppedpersons
    hours: Any = sent.days if sent is not None else case.lostdays
    people: dict[int, Decimal | None] = dict(lines.values_list("employee_id", "hourly_wage"))
    days = set(hours.values_list("day", flat=True))
    years = {day.year for day in days} or {case.starts_on.year}
    writing = case if sent is None else None
    counted = counted_of(case.adherent_id, list(people), years=years, figures=figures, writing=writing)
    return _estimated(case, people, counted, figures)


def declared_wages(adherent_id: int, campaigns: Collection[date]) -> dict[date, DeclaredWages]:
    """S of each campaign, of those for which something is known; one query each for what was said and received."""
    known = {
        row.campaign: DeclaredWages(row.campaign, row.amount, row.said_by_label)
        for row in CampaignWages.objects.filter(adherent_id=adherent_id, campaign__in=campaigns)
    }
    for campaign in set(campaigns) - set(known):
        received = _received(adherent_id, campaign)
        if received is not None:
            known[campaign] = received
    return known


def _estimated(
    case: StoppageCase, people: Mapping[int, Decimal | None], counted: Mapping[int, Counted], figures: FiguresOn
) -> CaseEstimate:
    parts = {employee_id: counted[employee_id].of(case.public_id) for employee_id in people}
    every = [part for of_person in parts.values() for part in of_person]
    wages = declared_wages(case.adherent_id, {campaign_of(part.day) for part in every})
    declared = {campaign: one.amount for campaign, one in wages.items()}
    estimates = tuple(
        _of_person(case, employee_id, counted[employee_id], parts[employee_id], wage, declared, figures)
        for employee_id, wage in people.items()
    )
    return CaseEstimate(estimates, figures_used(every, figures), tuple(wages[one] for one in sorted(wages)))


def _of_person(
    case: StoppageCase,
    employee_id: int,
    counted: Counted,
    parts: tuple[Part, ...],
    wage: Decimal | None,
    declared: Mapping[date, Decimal],
    figures: FiguresOn,
) -> PersonEstimate:
    if wage is None:
        return PersonEstimate(employee_id, counted, parts, None, None, None)
    wages = {case.public_id: wage}
    return PersonEstimate(
        employee_id,
        counted,
        parts,
        wage,
        indemnity(parts, wages=wages, figures=figures),
        reimbursement(parts, wages=wages, declared=declared, figures=figures),
    )


def _received(adherent_id: int, campaign: date) -> DeclaredWages | None:
    """The sum of the bases of the months received of that campaign; None without any."""
    months = DeclarativePeriod.objects.filter(
        adherent_id=adherent_id, month__gte=campaign, month__lt=campaign.replace(year=campaign.year + 1)
    ).filter(weather_base__gt=0)
    last = months.order_by("-month").values_list("month", flat=True).first()
    total = months.aggregate(all=Sum("weather_base"))["all"]
    return DeclaredWages(campaign, total, until=last) if total is not None else None


def _total(estimates: list[Estimate | None]) -> Decimal | None:
    amounts = [estimate.total if estimate is not None else None for estimate in estimates]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, _ZERO) if len(known) == len(amounts) else None
