"""What the tests of the follow-up share: who looks, what happened to a case, what a page says."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.rights import Right
from employees.models import Employee
from stoppages.models import (
    CaseDecision,
    CaseQuestion,
    DecisionLine,
    Reimbursement,
    ReimbursementLine,
    StoppageCase,
    StoppageDeclaration,
)
from stoppages.services.settling import settle
from tests.employees.person_kit import browser_of, colleague

ALL = frozenset(Right)
WITHOUT_WAGES = ALL - {Right.WAGES_CONSULT}
WITHOUT_MOTIVES = ALL - {Right.MOTIVES_CONSULT}


def browser_with(cast: Any, rights: Collection[Right]) -> Any:
    """Somebody of Acme who has these rights only."""
    return browser_of(colleague(cast.acme.adherent, *rights))


def address(cast: Any, name: str, *args: str, **query: str) -> str:
    return reverse(f"stoppages:{name}", args=[cast.acme.ref, *args], query=query)


def text_of(answer: Any) -> str:
    """The main part of a page, with ordinary spaces."""
    page = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
    return page.partition("<main")[2].partition('<aside class="page-help"')[0]


def ask(case: StoppageCase, text: str = "Combien étaient présents ?", **fields: Any) -> CaseQuestion:
    question = CaseQuestion.objects.create(case=case, adherent=case.adherent, text=text, **fields)
    settle(case)
    return question


def decide(declaration: StoppageDeclaration, outcome: str = "accepted", amount: str = "100", **fields: Any) -> Any:
    case = declaration.case
    decision = CaseDecision.objects.create(
        case=case, adherent=case.adherent, declaration=declaration, outcome=outcome, amount=Decimal(amount), **fields
    )
    settle(case)
    return decision


def admit(decision: CaseDecision, employee: Employee, week: date, hours: str, amount: str) -> None:
    mine = {"case": decision.case, "adherent": decision.adherent}
    DecisionLine.objects.create(
        decision=decision, employee=employee, week=week, hours=Decimal(hours), amount=Decimal(amount), **mine
    )


def pay(
    case: StoppageCase,
    amount: str,
    *,
    on: date = date(2026, 3, 2),
    reference: str = "VIR 1",
    kind: str = "provisional",
    lines: Collection[tuple[Employee, date, str]] = (),
) -> Reimbursement:
    """`lines`: of which salarié, of which week, how much."""
    mine = {"case": case, "adherent": case.adherent}
    payment = Reimbursement.objects.create(kind=kind, paid_on=on, reference=reference, amount=Decimal(amount), **mine)
    for employee, week, share in lines:
        ReimbursementLine.objects.create(
            reimbursement=payment, employee=employee, week=week, amount=Decimal(share), **mine
        )
    settle(case)
    return payment


def query_count(browser: Any, where: str) -> int:
    """Of somebody who is there already: their first page costs more."""
    browser.get(where)
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(where)
    assert answer.status_code == 200
    return len(queries)
