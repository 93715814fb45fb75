"""What the caisse does of a case: examine, ask, decide, close; each once, by whoever may, on what was read."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from core.models import AuditEvent, OutgoingMessage
from stoppages.enums import CaseState, DeclarationKind, Outcome, SickLeaveReason
from stoppages.models import CaseDecision, CaseQuestion, ReimbursedNature, StoppageCase
from stoppages.queries.awaiting import awaits_decision
from stoppages.queries.proposing import proposal_of
from stoppages.services import deciding, treating
from stoppages.services.refusals import ChangedMeanwhile, NotAnyMore, StoppageRefused
from stoppages.services.settling import settle
from tests.at_once import at_once
from tests.factories import CaisseFactory, StaffFactory
from tests.stoppages.factories import lose, sent, sick_leave_case
from tests.stoppages.kit import worker
from tests.stoppages.staff_kit import EXAMPLES, WEEK, key_of, say_wages, sent_case, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast) -> StoppageCase:
    return sent_case(cast)


@pytest.fixture
def staff(cast):
    return staff_of(cast)


def now(case) -> StoppageCase:
    return StoppageCase.objects.get(pk=case.pk)


def accept(case, staff, shown="85.30"):
    return deciding.accept_as_proposed(case=case, by=staff, version=now(case).version, shown=Decimal(shown))


def by_line(case, staff, amount, outcome=Outcome.ACCEPTED, **fields):
    amounts = {key_of(case): Decimal(amount)}
    version = fields.pop("version", now(case).version)
    return deciding.decide_by_line(case=case, by=staff, version=version, outcome=outcome, amounts=amounts, **fields)


def test_the_examination_begins_once(case, staff):
    version = case.version
    treating.begin_examination(case=case, by=staff, version=version)
    assert (now(case).state, now(case).caseevents.first().kind) == ("examined", "examined")
    with pytest.raises(NotAnyMore):
        treating.begin_examination(case=case, by=staff, version=version)
    assert AuditEvent.objects.filter(action="stoppages.examined", caisse_id=case.adherent.caisse_id).count() == 1


def test_a_question_leaves_the_queue_until_its_answer(case, staff, cast):
    question = treating.ask(case=case, by=staff, version=case.version, text="Combien ?", due_on=date(2030, 1, 31))
    asked = now(case)
    assert (asked.state, asked.due_at is not None) == ("question", True)
    assert not StoppageCase.objects.filter(awaits_decision(), pk=case.pk).exists()
    mails = OutgoingMessage.objects.filter(kind="stoppages/question_asked")
    assert cast.people["alice"].email in [mail.recipient for mail in mails]
    assert "Combien" not in "".join(mail.body_text for mail in mails)
    with pytest.raises(NotAnyMore):
        treating.ask(case=case, by=staff, version=asked.version, text="Et encore ?", due_on=None)
    assert CaseQuestion.objects.filter(case=case).count() == 1
    assert question.asked_by == staff


@pytest.mark.parametrize(("wages", "expected"), EXAMPLES)
def test_the_proposal_is_that_of_the_law_to_the_cent(cast, wages, expected):
    case = sent_case(cast, wages=wages)
    (line,) = proposal_of(case).lines
    assert (line.week, line.hours, line.amount) == (WEEK, Decimal(15), Decimal(expected))


def test_weeks_add_up_to_the_amount_of_the_salarie(cast):
    case = sent_case(cast)
    lose(case, case.stoppedpersons.get().employee, {"2025-01-20": "7.33", "2025-01-21": "8"})
    sent(case)
    proposal = proposal_of(case)
    assert [line.week for line in proposal.lines] == [WEEK, date(2025, 1, 20)]
    assert proposal.total == proposal.estimate.reimbursement


def test_accepted_as_proposed_it_keeps_each_line(case, staff):
    decision = accept(case, staff)
    (line,) = decision.lines.all()
    assert (decision.outcome, decision.amount, decision.decided_by) == ("accepted", Decimal("85.30"), staff)
    assert (line.hours, line.proposed, line.amount) == (15, Decimal("85.30"), Decimal("85.30"))
    assert now(case).state == CaseState.ACCEPTED
    mail = OutgoingMessage.objects.filter(kind="stoppages/decided").first()
    assert "Accepté" in mail.body_text
    assert "85" not in mail.body_text.replace(str(case.public_id), "").partition("http")[0]


def test_figures_published_since_the_page_make_it_read_again(case, staff):
    say_wages(case, "150000")
    with pytest.raises(ChangedMeanwhile):
        accept(case, staff)
    assert not case.casedecisions.exists()
    assert accept(case, staff, shown="49.41").amount == Decimal("49.41")


def test_an_unknown_proposal_is_typed_by_hand(cast, staff):
    case = sent_case(cast, wages="")
    with pytest.raises(StoppageRefused, match="ligne par ligne"):
        deciding.accept_as_proposed(case=case, by=staff, version=case.version, shown=None)
    decision = by_line(case, staff, "70")
    assert (decision.amount, decision.lines.get().proposed) == (70, None)


def test_less_than_proposed_says_why(case, staff):
    with pytest.raises(StoppageRefused, match="au-dessous"):
        by_line(case, staff, "80")
    with pytest.raises(StoppageRefused, match="motif"):
        by_line(case, staff, "80", Outcome.PARTLY)
    decision = by_line(case, staff, "80", Outcome.PARTLY, reason="Salaire horaire")
    assert (decision.amount, decision.reason, now(case).state) == (80, "Salaire horaire", "partly")


@pytest.mark.parametrize("amounts", [{}, {(0, WEEK): Decimal(1)}])
def test_lines_are_those_that_are_proposed(case, staff, amounts):
    with pytest.raises(ChangedMeanwhile):
        deciding.decide_by_line(case=case, by=staff, version=case.version, outcome=Outcome.ACCEPTED, amounts=amounts)


def test_a_negative_amount_is_refused(case, staff):
    with pytest.raises(StoppageRefused, match="négatif"):
        by_line(case, staff, "-1", Outcome.PARTLY, reason="x")


def test_refused_it_gives_nothing_and_says_why(case, staff):
    with pytest.raises(StoppageRefused, match="motif"):
        deciding.refuse(case=case, by=staff, version=case.version, reason="")
    decision = deciding.refuse(case=case, by=staff, version=case.version, reason="Hors délai")
    assert (decision.amount, now(case).state) == (0, "refused")
    assert now(case).caseevents.first().message == "Refusé : Hors délai"
    assert "Hors délai" not in OutgoingMessage.objects.filter(kind="stoppages/decided").first().body_text


def test_an_amendment_sent_meanwhile_makes_the_decision_read_again(case, staff):
    version = case.version
    case.version += 1  # as `declare` does
    sent(case)
    with pytest.raises(ChangedMeanwhile):
        deciding.refuse(case=case, by=staff, version=version, reason="Hors délai")
    with pytest.raises(ChangedMeanwhile):
        by_line(case, staff, "85.30", version=version)
    assert not case.casedecisions.exists()


def test_a_decision_is_of_the_declaration_in_force(case, staff):
    first = accept(case, staff)
    amended = sent(case)
    assert now(case).state == CaseState.SENT
    again = accept(case, staff)
    first.refresh_from_db()
    assert (again.declaration, again.is_current, first.is_current) == (amended, True, False)


def test_a_question_without_an_answer_does_not_keep_from_deciding(case, staff):
    treating.ask(case=case, by=staff, version=case.version, text="Combien ?", due_on=None)
    accept(case, staff)
    assert (now(case).state, CaseQuestion.objects.get(case=case).answered_by_label) == (
        "accepted",
        "Sans réponse à la décision",
    )


def test_a_case_is_closed_once_it_is_decided(case, staff):
    with pytest.raises(NotAnyMore):
        treating.close_case(case=case, by=staff, version=case.version)
    accept(case, staff)
    treating.close_case(case=case, by=staff, version=now(case).version)
    assert now(case).state == CaseState.CLOSED
    with pytest.raises(NotAnyMore):
        deciding.refuse(case=case, by=staff, version=now(case).version, reason="x")


def test_nobody_but_a_manager_of_the_caisse_does_anything(cast, case):
    strangers = [
        StaffFactory(staff_caisse=CaisseFactory()),
        staff_of(cast, staff_role="reader"),
        cast.people["alice"],
    ]
    acts = [
        lambda by: treating.begin_examination(case=case, by=by, version=case.version),
        lambda by: treating.ask(case=case, by=by, version=case.version, text="?", due_on=None),
        lambda by: treating.close_case(case=case, by=by, version=case.version),
        lambda by: deciding.refuse(case=case, by=by, version=case.version, reason="x"),
        lambda by: by_line(case, by, "85.30"),
        lambda by: accept(case, by),
    ]
    for by in strangers:
        for act in acts:
            with pytest.raises(PermissionDenied):
                act(by)
    assert now(case).state == CaseState.SENT


def test_a_sick_leave_is_treated_where_its_nature_is_reimbursed(cast, staff):
    case = sick_leave_case(worker(cast), reference="T-SICK")
    sent(case, DeclarationKind.SICK_LEAVE)
    with pytest.raises(PermissionDenied):
        treating.begin_examination(case=case, by=staff, version=case.version)
    assert not StoppageCase.objects.filter(awaits_decision(), pk=case.pk).exists()
    ReimbursedNature.objects.create(
        caisse=case.adherent.caisse, reason=SickLeaveReason.ILLNESS, starts_on=date(2026, 2, 2), source="Conseil"
    )
    settle(case)
    assert StoppageCase.objects.filter(awaits_decision(), pk=case.pk).exists()
    amounts = {(case.sick_leave.employee_id, date(2026, 2, 2)): Decimal(300)}
    deciding.decide_by_line(case=case, by=staff, version=case.version, outcome=Outcome.ACCEPTED, amounts=amounts)
    mail = OutgoingMessage.objects.filter(kind="stoppages/decided").first()
    assert "T-SICK" in mail.body_text
    assert case.sick_leave.employee.last_name not in mail.body_text


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "reason", "treated"),
    [
        (date(2026, 2, 2), date(2026, 2, 2), "illness", True),
        (date(2026, 2, 3), None, "illness", False),
        (date(2026, 1, 1), date(2026, 2, 1), "illness", False),
        (date(2026, 1, 1), None, "maternity", False),
    ],
)
def test_a_nature_is_reimbursed_by_its_first_day(cast, starts_on, ends_on, reason, treated):
    case = sick_leave_case(worker(cast))
    sent(case, DeclarationKind.SICK_LEAVE)
    for caisse in (case.adherent.caisse,) if treated else (case.adherent.caisse, CaisseFactory()):
        ReimbursedNature.objects.create(
            caisse=caisse, reason=reason, starts_on=starts_on, ends_on=ends_on, source="Conseil"
        )
    settle(case)
    assert StoppageCase.objects.filter(awaits_decision(), pk=case.pk).exists() is treated


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_make_one_decision(cast):
    case, staff = sent_case(cast), staff_of(cast)
    refuse = partial(deciding.refuse, case=case, by=staff, version=case.version, reason="Hors délai")
    answers = at_once(refuse, refuse, refused=(StoppageRefused,))
    assert sorted(type(answer).__name__ for answer in answers if isinstance(answer, Exception)) == ["ChangedMeanwhile"]
    assert CaseDecision.objects.filter(case=case).count() == 1
