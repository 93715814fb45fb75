"""Invented stoppages in bulk, by COPY: two thousand cases of the company of thousands, one for each of many others.

Made from their rank, at every state but the draft; a third of them is reimbursed. Each has its worksite, its final
declaration, the hours of some people over two days, its decision and its payment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby, islice

from django.db import models
from django.utils import timezone

from adherents.models import Adherent
from cibtp_portal.development.bulk import Amount, Row, checked_once, copy_rows, next_id
from cibtp_portal.development.volume_employees import crowded_company
from core.references import new_public_id
from employees.models import Employment
from stoppages.arithmetic.deadlines import PARIS
from stoppages.enums import CaseState, DeclarationKind, EventKind, Nature, Outcome, ReimbursementKind, WeatherCause
from stoppages.models import (
    CaseDecision,
    CaseEvent,
    DecisionLine,
    DeclaredDay,
    DeclaredPerson,
    LostDay,
    Reimbursement,
    ReimbursementLine,
    StoppageCase,
    StoppageDeclaration,
    StoppedPerson,
    WeatherStoppage,
    Worksite,
)

CROWD = 2_000
AMOUNTS = (
    Amount("stoppages", 0, "nombre d’arrêts intempéries, répartis", national=200_000),
    Amount("crowd_stoppages", 0, "nombre d’arrêts de l’entreprise de plus", national=CROWD, least=CROWD),
)
_CAUSES = (WeatherCause.FROST, WeatherCause.RAIN, WeatherCause.SNOW, WeatherCause.STRONG_WIND)
_STATES = (CaseState.REIMBURSED, CaseState.SENT, CaseState.PROVISIONAL, CaseState.ACCEPTED, CaseState.REIMBURSED)
_DECIDED = (CaseState.ACCEPTED, CaseState.REIMBURSED)
_PEOPLE, _DAYS, _WORKSITES = 5, 2, 20
_WAGE, _HOURS, _AMOUNT = Decimal("14.25"), Decimal(8), Decimal("85.30")
_SPREAD = timedelta(days=700)
_AUTHOR = "Données de mesure"
_LOADED = (
    *(Worksite, StoppageCase, WeatherStoppage, StoppageDeclaration, CaseDecision, Reimbursement, CaseEvent),
    *(StoppedPerson, LostDay, DeclaredPerson, DeclaredDay, DecisionLine, ReimbursementLine),
)


@dataclass(frozen=True, slots=True)
class Site:
    """A company, its place and some of its people, with their contracts."""

    adherent_id: int
    establishment_id: int
    people: tuple[tuple[int, int], ...]


# Every table: a queue of rows to check slows each trigger that reads, more and more as it grows.
@checked_once(*_LOADED)
def load(*, stoppages: int, crowd_stoppages: int = CROWD) -> dict[str, int]:
    """Add so many to the company of thousands, and so many to the others of the volume, one each."""
    crowded = crowded_company()
    added = {"stoppages": 0, "crowd_stoppages": 0}
    if crowded is not None and crowd_stoppages:
        [place] = _places([crowded.pk], people=_WORKSITES * _PEOPLE)
        added["crowd_stoppages"] = _add([place], crowd_stoppages, worksites=_WORKSITES)
    if stoppages:
        others = Adherent.objects.filter(cibtp_id__startswith="V", stoppagecases__isnull=True)
        if crowded is not None:
            others = others.exclude(pk=crowded.pk)
        keys = list(others.order_by("pk").values_list("pk", flat=True)[:stoppages])
        added["stoppages"] = _add(_places(keys, people=_PEOPLE), stoppages, worksites=1)
    return added


def present() -> dict[str, int]:
    """How many there are of each amount."""
    crowded = crowded_company()
    crowd = StoppageCase.objects.filter(adherent=crowded).count() if crowded else 0
    return {
        "stoppages": StoppageCase.objects.filter(adherent__cibtp_id__startswith="V").count() - crowd,
        "crowd_stoppages": crowd,
    }


def _places(companies: Sequence[int], *, people: int) -> list[Site]:
    contracts = Employment.objects.current().filter(adherent__in=companies, adherent__isnull=False)
    rows = contracts.order_by("adherent_id", "pk").values_list("adherent_id", "establishment_id", "employee_id", "pk")
    places = []
    for adherent_id, of_company in groupby(rows.iterator(), key=lambda row: row[0]):
        first = list(islice(of_company, people))
        places.append(Site(adherent_id, first[0][1], tuple((row[2], row[3]) for row in first)))
    return places


def _add(places: list[Site], count: int, *, worksites: int) -> int:
    """Table after table, each made again from the ranks: no row is held in memory."""
    if not places:
        return 0
    batch = _Batch(places, count if len(places) == 1 else min(count, len(places)), worksites)
    for model, columns, rows in batch.tables():
        copy_rows(model, columns, ((next_rank, *row) for next_rank, row in enumerate(rows, next_id(model))))
    batch.copy_details()
    return batch.count


@dataclass(slots=True)
class _Case:
    """Everything that is known of the case of a rank."""

    rank: int
    pk: int
    site: Site
    worksite_id: int
    people: tuple[tuple[int, int], ...]
    starts_on: date
    state: CaseState
    declaration_id: int | None
    decision_id: int | None
    payment_id: int | None

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.starts_on, time(8), tzinfo=PARIS)

    @property
    def resumes_at(self) -> datetime:
        return self.starts_at + timedelta(days=_DAYS)

    @property
    def cause(self) -> WeatherCause:
        return _CAUSES[self.rank % len(_CAUSES)]

    @property
    def days(self) -> Iterator[date]:
        return (self.starts_on + timedelta(days=rank) for rank in range(_DAYS))

    @property
    def total(self) -> Decimal:
        return _AMOUNT * len(self.people)

    @property
    def week(self) -> date:
        return self.starts_on - timedelta(days=self.starts_on.weekday())


class _Batch:
    """Cases by their rank, with the keys that their rows will have."""

    def __init__(self, places: list[Site], count: int, worksites: int) -> None:
        self.places, self.count, self.worksites = places, count, worksites
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.first: dict[type[models.Model], int] = {
            model: next_id(model)
            for model in (StoppageCase, Worksite, StoppageDeclaration, CaseDecision, Reimbursement)
        }

    def tables(self) -> Iterator[tuple[type[models.Model], tuple[str, ...], Iterator[Row]]]:
        """In the order of their foreign keys; each starts with its own key."""
        yield Worksite, _COLUMNS[Worksite], self._worksites()
        yield StoppageCase, _COLUMNS[StoppageCase], map(self._case, self.cases())
        yield StoppageDeclaration, _COLUMNS[StoppageDeclaration], self._declarations()
        yield CaseDecision, _COLUMNS[CaseDecision], self._decisions()
        yield Reimbursement, _COLUMNS[Reimbursement], self._payments()
        yield CaseEvent, _COLUMNS[CaseEvent], self._events()
        yield StoppedPerson, _COLUMNS[StoppedPerson], self._people()
        yield LostDay, _COLUMNS[LostDay], self._lost_days()
        yield DeclaredPerson, _COLUMNS[DeclaredPerson], self._declared_people()
        yield DeclaredDay, _COLUMNS[DeclaredDay], self._declared_days()
        yield DecisionLine, _COLUMNS[DecisionLine], self._decision_lines()
        yield ReimbursementLine, _COLUMNS[ReimbursementLine], self._paid_lines()

    def copy_details(self) -> None:
        """`WeatherStoppage` has the key of its case, and no sequence."""
        details = (self._detail(case) for case in self.cases())
        while chunk := list(islice(details, 5000)):
            WeatherStoppage.objects.bulk_create(chunk)

    def cases(self) -> Iterator[_Case]:
        sent = decided = paid = 0
        for rank in range(self.count):
            state = _STATES[rank % len(_STATES)]
            is_decided, is_paid = state in _DECIDED, state == CaseState.REIMBURSED
            yield self._at(rank, state, (sent, decided if is_decided else None, paid if is_paid else None))
            sent, decided, paid = sent + 1, decided + is_decided, paid + is_paid

    def _at(self, rank: int, state: CaseState, ranks: tuple[int, int | None, int | None]) -> _Case:
        site = self.places[rank % len(self.places)]
        group = rank % self.worksites
        start = rank % max(1, len(site.people) - _PEOPLE + 1)
        keys = [
            None if one is None else self.first[model] + one
            for one, model in zip(ranks, (StoppageDeclaration, CaseDecision, Reimbursement), strict=True)
        ]
        step = _SPREAD * rank // max(1, self.count)
        return _Case(
            rank,
            self.first[StoppageCase] + rank,
            site,
            self.first[Worksite] + (rank % len(self.places)) * self.worksites + group,
            site.people[start : start + _PEOPLE],
            self.today - timedelta(days=3) - step,
            state,
            *keys,
        )

    def _worksites(self) -> Iterator[Row]:
        for site in self.places:
            for rank in range(self.worksites):
                yield (
                    *(
                        new_public_id(),
                        site.adherent_id,
                        site.establishment_id,
                        f"Chantier {rank + 1}",
                        "3 rue du Port",
                    ),
                    *("13002", "Marseille", "13", False, "", new_public_id(), None, self.now, _AUTHOR),
                )

    def _case(self, case: _Case) -> Row:
        reimbursed = case.total if case.state == CaseState.REIMBURSED else Decimal(0)
        sent_at = self.now if case.state != CaseState.DRAFT else None
        return (
            *(
                new_public_id(),
                f"I-V{case.pk}",
                case.site.adherent_id,
                Nature.WEATHER.value,
                case.site.establishment_id,
            ),
            *(case.state.value, 1, new_public_id(), case.starts_on, case.resumes_at.date(), None, False, None, None),
            *(None, sent_at, case.total, reimbursed, self.now, None, _AUTHOR),
        )

    def _detail(self, case: _Case) -> WeatherStoppage:
        return WeatherStoppage(
            case_id=case.pk,
            adherent_id=case.site.adherent_id,
            worksite_id=case.worksite_id,
            cause=case.cause,
            starts_at=case.starts_at,
            resumes_at=case.resumes_at,
            expected_people=len(case.people),
        )

    def _declarations(self) -> Iterator[Row]:
        for case in self.cases():
            kind = DeclarationKind.PROVISIONAL if case.state == CaseState.PROVISIONAL else DeclarationKind.FINAL
            yield (
                *(new_public_id(), f"D-V{case.pk}", case.site.adherent_id, case.pk, kind.value, 1, True),
                *(new_public_id(), case.worksite_id, case.cause.value, case.starts_at, case.resumes_at, '{"rows": []}'),
                *("0" * 64, None, False, self.now, None, _AUTHOR),
            )

    def _decisions(self) -> Iterator[Row]:
        for case in self._with("decision_id"):
            mine = (case.site.adherent_id, case.pk, case.declaration_id)
            yield (*mine, Outcome.ACCEPTED.value, "", case.total, True, self.now, None)

    def _payments(self) -> Iterator[Row]:
        for case in self._with("payment_id"):
            paid_on = min(self.today, case.starts_on + timedelta(days=60))
            yield (
                *(new_public_id(), case.site.adherent_id, case.pk, ReimbursementKind.PROVISIONAL.value, paid_on),
                *(f"VIR{case.rank // 20}", case.total, self.now, None),
            )

    def _events(self) -> Iterator[Row]:
        for case in self.cases():
            for kind in (EventKind.CREATED, EventKind.PROVISIONAL_SENT):
                yield (case.site.adherent_id, case.pk, kind.value, self.now, False, _AUTHOR, "", "", None, "{}")

    def _people(self) -> Iterator[Row]:
        for case in self.cases():
            for employee_id, contract_id in case.people:
                yield (case.site.adherent_id, case.pk, employee_id, contract_id, _WAGE, None, None)

    def _lost_days(self) -> Iterator[Row]:
        for case in self.cases():
            yield from ((case.site.adherent_id, case.pk, *line, _HOURS, 0) for line in _person_days(case))

    def _declared_people(self) -> Iterator[Row]:
        for case in self._final():
            for employee_id, _ in case.people:
                yield (case.site.adherent_id, case.pk, case.declaration_id, employee_id, _WAGE, 0, None)

    def _declared_days(self) -> Iterator[Row]:
        for case in self._final():
            for line in _person_days(case):
                yield (case.site.adherent_id, case.pk, case.declaration_id, *line, _HOURS, 0)

    def _decision_lines(self) -> Iterator[Row]:
        for case in self._with("decision_id"):
            for employee_id, _ in case.people:
                mine = (case.site.adherent_id, case.pk, case.decision_id, employee_id, case.week)
                yield (*mine, Decimal(15), _AMOUNT, _AMOUNT)

    def _paid_lines(self) -> Iterator[Row]:
        for case in self._with("payment_id"):
            for employee_id, _ in case.people:
                yield (case.site.adherent_id, case.pk, case.payment_id, employee_id, case.week, _AMOUNT)

    def _with(self, key: str) -> Iterator[_Case]:
        return (case for case in self.cases() if getattr(case, key) is not None)

    def _final(self) -> Iterator[_Case]:
        return (case for case in self.cases() if case.state != CaseState.PROVISIONAL)


def _person_days(case: _Case) -> Iterator[tuple[int, date]]:
    return ((employee_id, day) for employee_id, _ in case.people for day in case.days)


def _named(*names: str) -> tuple[str, ...]:
    return ("id", *names)


_COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Worksite: _named(
        *("public_id", "adherent_id", "establishment_id", "name", "address", "postal_code", "commune", "departement"),
        *("is_public_works", "owner", "attempt", "closed_on", "created_at", "created_by_label"),
    ),
    StoppageDeclaration: _named(
        *("public_id", "reference", "adherent_id", "case_id", "kind", "number", "is_current", "attempt", "worksite_id"),
        *("cause", "starts_at", "resumes_at", "content", "fingerprint", "due_at", "is_late", "sent_at", "sent_by_id"),
        "sent_by_label",
    ),
    CaseDecision: _named(
        *("adherent_id", "case_id", "declaration_id", "outcome", "reason", "amount", "is_current", "decided_at"),
        "decided_by_id",
    ),
    Reimbursement: _named(
        *("public_id", "adherent_id", "case_id", "kind", "paid_on", "reference", "amount", "recorded_at"),
        "recorded_by_id",
    ),
    CaseEvent: _named(
        *("adherent_id", "case_id", "kind", "at", "by_caisse", "actor_label", "via", "message", "declaration_id"),
        "changes",
    ),
    StoppedPerson: _named(
        *("adherent_id", "case_id", "employee_id", "employment_id", "hourly_wage", "days_before", "hours_before")
    ),
    LostDay: _named("adherent_id", "case_id", "employee_id", "day", "hours", "replaced"),
    DeclaredPerson: _named(
        *("adherent_id", "case_id", "declaration_id", "employee_id", "hourly_wage", "days_before", "hours_before")
    ),
    DeclaredDay: _named("adherent_id", "case_id", "declaration_id", "employee_id", "day", "hours", "replaced"),
    DecisionLine: _named(
        *("adherent_id", "case_id", "decision_id", "employee_id", "week", "hours", "proposed", "amount")
    ),
    ReimbursementLine: _named("adherent_id", "case_id", "reimbursement_id", "employee_id", "week", "amount"),
}
_COLUMNS[StoppageCase] = _named(
    *(
        "public_id",
        "reference",
        "adherent_id",
        "nature",
        "establishment_id",
        "state",
        "version",
        "attempt",
        "starts_on",
    ),
    *("ends_on", "due_at", "to_amend", "examined_at", "dropped_at", "closed_at", "sent_at", "estimated", "reimbursed"),
    *("created_at", "created_by_id", "created_by_label"),
)
