"""A case as the caisse reads it on one page: what was sent, checked, proposed, decided, paid."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from employees.models import Employee
from stoppages.checks import Check, Verdict, checks_of
from stoppages.enums import DeclarationKind
from stoppages.models import (
    CaseDecision,
    CaseEvent,
    CaseFile,
    CaseQuestion,
    Reimbursement,
    ReimbursementLine,
    StoppageCase,
    StoppageDeclaration,
)
from stoppages.queries.checking import Sent, facts_of
from stoppages.queries.proposing import Key, Proposal, monday_of, proposal_of

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A salarié and a week: hours declared, indemnified; what is proposed, admitted, paid. None: nothing is said."""

    key: Key
    name: str
    lost: Decimal
    replaced: Decimal
    hours: Decimal
    wage: Decimal | None
    proposed: Decimal | None
    admitted: Decimal | None
    paid: Decimal | None

    @property
    def week(self) -> date:
        return self.key[1]


class Sheet:
    """Each part is read once, when it is asked for: the page of an amount reads no check."""

    def __init__(self, case: StoppageCase) -> None:
        self.case = case

    @cached_property
    def declarations(self) -> list[StoppageDeclaration]:
        return list(self.case.stoppagedeclarations.order_by("sent_at", "pk"))

    @cached_property
    def questions(self) -> list[CaseQuestion]:
        return list(self.case.casequestions.select_related("asked_by"))

    @cached_property
    def files(self) -> list[CaseFile]:
        return list(self.case.casefiles.select_related("employee"))

    @cached_property
    def events(self) -> list[CaseEvent]:
        return list(self.case.caseevents.all())

    @cached_property
    def decision(self) -> CaseDecision | None:
        row: CaseDecision | None = self.case.casedecisions.filter(is_current=True).first()
        return row

    @cached_property
    def payments(self) -> list[Reimbursement]:
        return list(self.case.reimbursements.all())

    @cached_property
    def final(self) -> StoppageDeclaration | None:
        """What is decided on, whatever the nature."""
        kinds = (DeclarationKind.FINAL, DeclarationKind.SICK_LEAVE)
        return next((one for one in self.declarations if one.is_current and one.kind in kinds), None)

    @cached_property
    def proposal(self) -> Proposal:
        return proposal_of(self.case) if self.final is not None else Proposal(())

    @cached_property
    def sent(self) -> Sent | None:
        return Sent(self.case, self.final) if self.final is not None and self.case.is_weather else None

    @cached_property
    def checks(self) -> list[Check]:
        """In the order in which they are run."""
        estimate = self.proposal.estimate
        if self.sent is None or estimate is None:
            return []
        return checks_of(facts_of(self.sent, self.declarations, estimate))

    @property
    def to_look_at(self) -> list[Check]:
        """The failures first: what decides is read at once."""
        left = [check for check in self.checks if check.verdict != Verdict.OK]
        return sorted(left, key=lambda check: check.verdict != Verdict.FAILS)

    @property
    def conforming(self) -> list[Check]:
        return [check for check in self.checks if check.verdict == Verdict.OK]

    @cached_property
    def admitted(self) -> dict[Key, Decimal]:
        if self.decision is None:
            return {}
        return {(line.employee_id, line.week): line.amount for line in self.decision.lines.all()}

    @cached_property
    def paid(self) -> dict[Key, Decimal]:
        """Over all its payments."""
        paid: dict[Key, Decimal] = defaultdict(Decimal)
        for line in ReimbursementLine.objects.filter(case=self.case):
            paid[line.employee_id, line.week] += line.amount
        return dict(paid)

    @cached_property
    def names(self) -> dict[int, str]:
        ids = {employee_id for employee_id, _ in self._keys}
        if self.sent is not None:
            known = {person.employee_id: person.employee.full_name for person in self.sent.people}
            if ids <= set(known):
                return known
        return {person.pk: person.full_name for person in Employee.objects.filter(pk__in=ids)}

    @cached_property
    def lines(self) -> list[SheetLine]:
        """By name, then by week: those that are declared, decided or paid."""
        by_key = {line.key: line for line in self.proposal.lines}
        lost = self._lost
        wages = {person.employee_id: person.hourly_wage for person in self.sent.people} if self.sent else {}
        lines = [
            SheetLine(
                key,
                self.names[key[0]],
                *lost.get(key, (_ZERO, _ZERO)),
                hours=by_key[key].hours if key in by_key else _ZERO,
                wage=wages.get(key[0]),
                proposed=by_key[key].amount if key in by_key else _ZERO,
                admitted=self.admitted.get(key),
                paid=self.paid.get(key),
            )
            for key in self._keys
        ]
        return sorted(lines, key=lambda line: (line.name, line.key))

    @cached_property
    def _lost(self) -> Mapping[Key, tuple[Decimal, Decimal]]:
        lost: dict[Key, tuple[Decimal, Decimal]] = {}
        for employee_id, days in self.sent.days.items() if self.sent is not None else ():
            for day in days:
                hours, replaced = lost.get((employee_id, monday_of(day.day)), (_ZERO, _ZERO))
                lost[employee_id, monday_of(day.day)] = (hours + day.hours, replaced + day.replaced)
        return lost

    @cached_property
    def _keys(self) -> set[Key]:
        return {line.key for line in self.proposal.lines} | set(self._lost) | set(self.admitted) | set(self.paid)
