"""The stoppages of each company of the cast, with the mark of the company in every text."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core import files
from stoppages.enums import DeclarationKind, EventKind, Outcome, ReimbursementKind, SickLeaveReason
from stoppages.models import (
    CaissePractice,
    CampaignWages,
    CaseDecision,
    CaseEvent,
    CaseFile,
    CaseQuestion,
    DecisionLine,
    ReimbursedNature,
    Reimbursement,
    ReimbursementLine,
    StoppageCase,
    StoppageDeclaration,
    Worksite,
)
from stoppages.services.settling import settle
from tests.cast import Company
from tests.stoppages.factories import WorksiteFactory, at, lose, sent, sick_leave_case, weather_case


@dataclass(frozen=True, slots=True)
class Stopped:
    """A weather case in writing, one reimbursed, and an arrêt de travail, which is a motive."""

    worksite: Worksite
    writing: StoppageCase
    reimbursed: StoppageCase
    provisional: StoppageDeclaration
    final: StoppageDeclaration
    sick_leave: StoppageCase
    question: CaseQuestion
    file: CaseFile
    reimbursement: Reimbursement


def rows_of(company: Company) -> dict[str, Any]:
    employee, mark = company.people.employee, company.mark
    worksite = WorksiteFactory(
        adherent=company.adherent, name=f"Chantier {mark}", owner=f"Ouvrage {mark}", created_by_label=f"Auteur {mark}"
    )
    writing = weather_case(worksite, reference=f"I-W{mark}", created_by_label=f"Auteur {mark}")
    provisional = sent(writing, DeclarationKind.PROVISIONAL, content={"worksite": f"Chantier {mark}"})
    done = weather_case(worksite, reference=f"I-{mark}", starts="2025-12-01 08:00", resumes="2025-12-03 08:00")
    lose(done, employee, {"2025-12-01": "8", "2025-12-02": "8"})
    final = sent(done, content={"worksite": f"Chantier {mark}"}, sent_by_label=f"Auteur {mark}")
    sick_leave = sick_leave_case(employee, reference=f"T-{mark}")
    return {
        "stopped": Stopped(
            worksite,
            writing,
            done,
            provisional,
            final,
            sick_leave,
            *_followed(company, done, final),
            _reimbursed(company, done, final),
        ),
        "stoppage_wages": CampaignWages.objects.create(
            adherent=company.adherent, campaign=date(2025, 4, 1), amount=300000, said_by_label=f"Auteur {mark}"
        ),
        "stoppage_nature": ReimbursedNature.objects.create(
            caisse=company.caisse, reason=SickLeaveReason.ADOPTION, starts_on=date(2026, 1, 1), source=f"Usage {mark}"
        ),
        "returned_leave": _returned_leave(company),
        "stoppage_practice": CaissePractice.objects.create(
            caisse=company.caisse, starts_on=date(2026, 1, 1), source=f"Usage {mark}"
        ),
    }


def _returned_leave(company: Company) -> StoppageCase:
    """Sent, ended, the letter made."""
    mark, resumed_on = company.mark, date(2026, 3, 9)
    case = sick_leave_case(
        company.people.employee,
        reference=f"T-R{mark}",
        starts_on=date(2026, 3, 2),
        expected_end_on=date(2026, 3, 8),
        resumed_on=resumed_on,
        resumption_reason="normal",
        letter_made_at=at("2026-03-10 09:00"),
    )
    sent(case, DeclarationKind.SICK_LEAVE, content={"rows": [["Salarié", f"Salarié {mark}"]]})
    said = {"Congés": ["", f"12 jours ouvrables acquis {mark}"], "Remise prévue": ["", "10 mars 2026"]}
    CaseEvent.objects.create(kind=EventKind.LETTER_MADE, case=case, adherent=case.adherent, changes=said)
    return case


def _followed(company: Company, case: StoppageCase, final: StoppageDeclaration) -> tuple[CaseQuestion, CaseFile]:
    mine, mark = {"case": case, "adherent": case.adherent}, company.mark
    CaseEvent.objects.create(kind=EventKind.FINAL_SENT, actor_label=f"Acteur {mark}", declaration=final, **mine)
    question = CaseQuestion.objects.create(
        text=f"Question {mark}", answer=f"Réponse {mark}", answered_at=final.sent_at, **mine
    )
    files.write(f"stoppages/{mark}.pdf", f"%PDF {mark}".encode())
    file = CaseFile.objects.create(
        kind="other",
        stored_name=f"stoppages/{mark}.pdf",
        name=f"Pièce {mark}.pdf",
        content_type="application/pdf",
        size=10,
        added_by_label=f"Auteur {mark}",
        **mine,
    )
    return question, file


def _reimbursed(company: Company, case: StoppageCase, final: StoppageDeclaration) -> Reimbursement:
    mine, employee, week = {"case": case, "adherent": case.adherent}, company.people.employee, date(2025, 12, 1)
    decision = CaseDecision.objects.create(
        declaration=final, outcome=Outcome.PARTLY, reason=f"Motif {company.mark}", amount=Decimal("85.30"), **mine
    )
    DecisionLine.objects.create(
        decision=decision, employee=employee, week=week, hours=15, amount=Decimal("85.30"), **mine
    )
    payment = Reimbursement.objects.create(
        kind=ReimbursementKind.PROVISIONAL,
        paid_on=date(2026, 1, 20),
        reference=f"VIR {company.mark}",
        amount=Decimal("85.30"),
        **mine,
    )
    ReimbursementLine.objects.create(
        reimbursement=payment, employee=employee, week=week, amount=Decimal("85.30"), **mine
    )
    settle(case)
    return payment
