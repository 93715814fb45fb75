"""Leave declared to the caisse: what becomes of it, told as a table of situations; twice at once; whose it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from absences.enums import AbsenceState, EventKind
from absences.models import Absence, AbsenceEvent, AbsenceKind, LeaveDeclaration
from absences.services import declaring
from absences.services.declaring import TreatmentRefused
from absences.services.refusals import AbsenceRefused, KindDeclared
from core.models import AuditEvent, OutgoingMessage
from core.rights import Right
from delegations import authority
from tests.absences.declaring_kit import REASON, story_of
from tests.absences.factories import AbsenceFactory, LeaveDeclarationFactory
from tests.absences.kit import enter
from tests.at_once import at_once
from tests.employees.factories import EmployeeFactory, EmploymentFactory
from tests.factories import EstablishmentFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return story_of(MembershipFactory())


SITUATIONS = [
    # What happened; state and whether something is to declare; what was declared, the earliest first.
    ("", "entered!", ""),
    ("declare", "declared", "leave sent"),
    ("declare declare", "declared", "leave sent"),
    ("declare withdraw", "entered!", "leave withdrawn"),
    ("declare withdraw declare", "declared", "leave withdrawn, leave sent"),
    ("declare take", "taken", "leave taken"),
    ("declare refuse", "refused!", "leave refused"),
    ("declare take pay", "paid", "leave taken"),
    # Changed before the caisse treated it: it is told once, as it is now.
    ("declare shorten", "declared!", "leave sent"),
    ("declare shorten declare", "declared", "leave replaced, leave sent"),
    ("declare shorten declare take", "taken", "leave replaced, leave taken"),
    ("declare shorten restore", "declared", "leave sent"),
    # Declared, and treated while it was being changed.
    ("declare shorten take", "taken!", "leave taken"),
    ("declare shorten take declare", "declared", "leave taken, change sent"),
    # Changed after.
    ("declare take shorten", "taken!", "leave taken"),
    ("declare take shorten declare", "declared", "leave taken, change sent"),
    ("declare take shorten declare withdraw", "taken!", "leave taken, change withdrawn"),
    ("declare take shorten declare take", "taken", "leave taken, change taken"),
    ("declare take shorten declare take pay", "paid", "leave taken, change taken"),
    ("declare take shorten declare refuse", "taken!", "leave taken, change refused"),
    ("declare take shorten declare refuse restore", "taken", "leave taken, change refused"),
    ("declare take shorten declare refuse declare take", "taken", "leave taken, change refused, change taken"),
    # Back to what the caisse goes by: what waits is taken back, and nothing is sent.
    ("declare take shorten declare restore", "declared!", "leave taken, change sent"),
    ("declare take shorten declare restore declare", "taken", "leave taken, change withdrawn"),
    # The whole way round.
    ("declare refuse shorten declare take pay", "paid", "leave refused, leave taken"),
    ("declare refuse declare refuse declare take", "taken", "leave refused, leave refused, leave taken"),
    # Another leave, of the same days; no leave any more.
    ("declare make_fifth_week", "declared!", "leave sent"),
    ("declare take make_fifth_week declare take", "taken", "leave taken, change taken"),
    ("declare refuse make_rtt", "entered", "leave refused"),
    ("declare withdraw make_rtt", "entered", "leave withdrawn"),
    ("make_rtt", "entered", ""),
    # Cancelled in each state.
    ("cancel", "cancelled", ""),
    ("declare cancel", "cancelled!", "leave sent"),
    ("declare cancel declare", "cancelled", "leave withdrawn"),
    ("declare cancel take", "cancelled!", "leave taken"),
    ("declare cancel take declare", "cancelled", "leave taken, cancellation sent"),
    ("declare refuse cancel", "cancelled", "leave refused"),
    ("declare withdraw cancel", "cancelled", "leave withdrawn"),
    ("declare take cancel", "cancelled!", "leave taken"),
    ("declare take cancel declare", "cancelled", "leave taken, cancellation sent"),
    ("declare take cancel declare withdraw", "cancelled!", "leave taken, cancellation withdrawn"),
    ("declare take cancel declare take", "cancelled", "leave taken, cancellation taken"),
    ("declare take cancel declare refuse", "cancelled!", "leave taken, cancellation refused"),
    ("declare take cancel declare refuse keep", "taken", "leave taken, cancellation refused"),
    ("declare take pay fall_ill_all_along recover declare refuse keep", "paid", "leave taken, cancellation refused"),
    ("declare take cancel keep", "taken", "leave taken"),
    ("declare take shorten cancel keep", "taken", "leave taken"),
    ("declare take cancel declare refuse declare", "cancelled", "leave taken, cancellation refused, cancellation sent"),
    ("declare take shorten declare cancel declare", "cancelled", "leave taken, change replaced, cancellation sent"),
    # A stoppage over it.
    ("fall_ill", "entered!", ""),
    ("declare fall_ill", "declared!", "leave sent"),
    ("declare fall_ill declare", "declared", "leave replaced, leave sent"),
    ("declare take fall_ill declare take", "taken", "leave taken, change taken"),
    ("declare take pay fall_ill", "paid!", "leave taken"),
    ("declare take pay fall_ill declare take", "taken", "leave taken, change taken"),
    ("declare fall_ill_all_along", "cancelled!", "leave sent"),
    ("declare take fall_ill_all_along declare", "cancelled", "leave taken, cancellation sent"),
    ("declare take pay fall_ill_all_along declare take", "cancelled", "leave taken, cancellation taken"),
]


@pytest.mark.parametrize(("steps", "standing", "said"), SITUATIONS)
def test_what_becomes_of_a_leave(story, steps, standing, said) -> None:
    leave = story.go(*steps.split())
    assert f"{leave.state}{'!' if leave.to_declare else ''}" == standing
    assert ", ".join(" ".join(one) for one in story.said) == said
    # What is left to declare, declared, leaves nothing: once more makes no other row.
    story.declare()
    assert not story.now.to_declare
    assert leave.to_declare or story.said == ([tuple(one.split()) for one in said.split(", ")] if said else [])
    count = len(story.said)
    story.declare()
    assert len(story.said) == count


@pytest.mark.parametrize("steps", ["declare", "declare take"])
def test_leave_that_the_caisse_has_heard_of_becomes_no_other_absence(story, steps) -> None:
    story.go(*steps.split())
    with pytest.raises(KindDeclared):
        story.go("make_rtt")


@pytest.mark.parametrize("act", ["shorten", "cancel"])
def test_leave_that_was_paid_is_changed_by_the_caisse(story, act) -> None:
    story.go("declare", "take", "pay")
    with pytest.raises(AbsenceRefused, match="est payé"):
        story.go(act)


@pytest.mark.parametrize(
    ("steps", "act"),
    [
        ("declare take", "take"),
        ("declare refuse", "take"),
        ("declare withdraw", "refuse"),
        ("declare take", "refuse"),
        ("declare take", "withdraw"),
        ("declare refuse", "withdraw"),
        ("declare withdraw", "withdraw"),
        ("declare", "pay"),
        ("declare refuse", "pay"),
        ("declare take cancel declare take", "pay"),
    ],
)
def test_what_is_not_to_be_done_is_refused_and_changes_nothing(story, steps, act) -> None:
    before = story.go(*steps.split())
    said, events = story.said, AbsenceEvent.objects.count()
    with pytest.raises(TreatmentRefused):
        story.go(act)
    after = story.now
    assert (after.state, after.to_declare, story.said) == (before.state, before.to_declare, said)
    assert AbsenceEvent.objects.count() == events


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("declare take", "n’est plus à garder"),
        ("declare refuse cancel", "n’est plus à garder"),
        ("declare take cancel declare", "n’est plus à garder"),
        ("declare take cancel declare take", "n’est plus à garder"),
        ("declare take fall_ill_all_along declare refuse", "a déjà une absence"),
        ("declare take cancel declare refuse leave_the_company", "n’est pas sous contrat"),
    ],
)
def test_leave_that_may_not_be_kept_stays_as_it_is(story, steps, said) -> None:
    before = story.go(*steps.split())
    with pytest.raises(AbsenceRefused, match=said):
        story.go("keep")
    assert (story.now.state, story.now.version) == (before.state, before.version)


def test_a_declaration_says_what_was_and_what_it_was_until_then(story) -> None:
    story.go("declare", "take", "shorten", "declare")
    first, change = story.leave.declarations.order_by("pk")
    assert (first.stretch.label, first.days, first.kind) == ("du 3 août 2026 au 8 août 2026", 6, "leave")
    assert (change.stretch.label, change.days) == ("du 3 août 2026 au 5 août 2026", 3)
    assert change.sent == {
        "person": story.person.full_name,
        "kind": "Congés payés, congé principal",
        "days": "du 3 août 2026 au 5 août 2026",
        "before": "du 3 août 2026 au 8 août 2026",
        "kind_before": "Congés payés, congé principal",
    }


def test_a_cancellation_says_the_days_that_the_caisse_goes_by(story) -> None:
    """Not those that the leave had become without its being told."""
    story.go("declare", "take", "shorten", "cancel", "declare")
    cancelled = story.last
    assert (cancelled.kind, cancelled.stretch.label, cancelled.days) == (
        "cancellation",
        "du 3 août 2026 au 8 août 2026",
        Decimal(6),
    )


def test_what_the_caisse_goes_by_follows_the_order_of_writing_not_the_clocks(story) -> None:
    """Two servers do not tell the same time."""
    story.go("declare", "take", "shorten", "declare")
    LeaveDeclaration.objects.filter(pk=story.last.pk).update(sent_at="2020-01-01T00:00:00Z")
    story.go("take")
    assert (story.now.state, story.now.to_declare) == (AbsenceState.TAKEN_INTO_ACCOUNT, False)


def test_a_leave_cut_in_two_by_a_stoppage_is_a_change_and_a_leave(story) -> None:
    story.go("declare", "take")
    enter(story.access, story.person, "sickness", "2026-08-05", "2026-08-06")
    parts = Absence.objects.filter(employee=story.person, kind__key="paid_leave").order_by("starts_on")
    declaring.declare_leave(access=story.access, absences=parts)
    sent = LeaveDeclaration.objects.waiting().order_by("starts_on")
    assert [(one.kind, one.stretch.label) for one in sent] == [
        ("change", "du 3 août 2026 au 4 août 2026"),
        ("leave", "du 7 août 2026 au 8 août 2026"),
    ]


def test_each_step_is_in_the_history_and_in_the_journal(story) -> None:
    story.go("declare", "refuse", "declare", "withdraw", "declare", "take", "pay")
    kinds = list(AbsenceEvent.objects.filter(absence=story.leave).order_by("pk").values_list("kind", "by_caisse"))
    assert kinds == [
        (EventKind.ENTERED, False),
        (EventKind.DECLARED, False),
        (EventKind.REFUSED, True),
        (EventKind.DECLARED, False),
        (EventKind.WITHDRAWN, False),
        (EventKind.DECLARED, False),
        (EventKind.TAKEN_INTO_ACCOUNT, True),
        (EventKind.PAID, True),
    ]
    for kind, _ in kinds:
        assert AuditEvent.objects.filter(action=f"absences.{kind}").exists(), kind


def test_a_payment_told_twice_is_written_once_and_its_day_is_mended(story) -> None:
    story.go("declare", "take", "pay")
    assert declaring.record_payment(declaration=story.last, paid_on=date(2026, 8, 31)) is False
    assert AbsenceEvent.objects.filter(kind=EventKind.PAID).count() == 1
    assert declaring.record_payment(declaration=story.last, paid_on=date(2026, 9, 1)) is True
    assert story.last.paid_on == date(2026, 9, 1)


def test_a_refusal_is_told_at_once_to_whoever_sent_it_without_its_reason(story) -> None:
    story.go("declare", "take", "shorten", "declare", "refuse")
    message = OutgoingMessage.objects.get(kind="absences/leave_refused")
    assert message.recipient == story.access.user.email
    body = f"{message.subject} {message.body_text} {message.body_html}"
    assert "la modification du congé" in body
    assert story.last.public_id in body
    assert REASON not in body


def test_a_refusal_is_told_to_those_who_may_act_when_its_author_may_no_longer(story) -> None:
    story.go("declare")
    author = story.access.user
    author.memberships.update(role="colleague", rights=["absences.consult"])
    successor = MembershipFactory(adherent=story.person.adherent)
    story.go("refuse")
    message = OutgoingMessage.objects.get(kind="absences/leave_refused")
    assert message.recipient == successor.user.email
    assert story.person.adherent.public_id in message.body_text


def test_nobody_is_told_of_what_is_taken_into_account_nor_somebody_who_left(story) -> None:
    story.go("declare", "take")
    story.access.user.is_active = False
    story.access.user.save()
    story.go("shorten", "declare", "refuse")
    assert not OutgoingMessage.objects.filter(kind__startswith="absences/").exists()


def test_what_was_read_otherwise_is_not_declared(story) -> None:
    versions = {story.leave.pk: story.now.version}
    story.go("shorten")
    sent = declaring.declare_leave(access=story.access, absences=[story.leave], versions=versions)
    assert (sent, story.said) == ([], [])
    versions = {story.leave.pk: story.now.version}
    assert len(declaring.declare_leave(access=story.access, absences=[story.leave], versions=versions)) == 1


def test_whoever_may_not_act_declares_and_withdraws_nothing(story) -> None:
    story.go("declare")
    declaration = story.last
    reader = replace(story.access, rights=frozenset({Right.ABSENCES_CONSULT}))
    with pytest.raises(PermissionDenied):
        declaring.declare_leave(access=reader, absences=[story.leave])
    with pytest.raises(PermissionDenied):
        declaring.withdraw_declaration(access=reader, declaration=declaration)
    assert story.said == [("leave", "sent")]


def test_another_company_and_another_caisse_do_nothing(story) -> None:
    foreign = AbsenceFactory()
    assert declaring.declare_leave(access=story.access, absences=[foreign]) == []
    theirs = LeaveDeclarationFactory(absence=foreign)
    with pytest.raises(PermissionDenied):
        declaring.withdraw_declaration(access=story.access, declaration=theirs)
    for act in (declaring.take_into_account, lambda **given: declaring.refuse_leave(**given, reason=REASON)):
        with pytest.raises(PermissionDenied):
            act(declaration=theirs, by=story.staff, version=theirs.version)


def test_a_site_declares_the_leave_of_its_people_alone(story) -> None:
    adherent = story.person.adherent
    depot = EstablishmentFactory(adherent=adherent, is_head_office=False)
    access = authority.resolve(MembershipFactory(adherent=adherent, establishment=depot).user, depot.public_id)
    there = EmploymentFactory(employee=EmployeeFactory(adherent=adherent), establishment=depot).employee
    leaves = [AbsenceFactory(employee=there), story.leave]
    sent = declaring.declare_leave(access=access, absences=leaves)
    assert [one.absence_id for one in sent] == [leaves[0].pk]
    theirs = LeaveDeclarationFactory(absence=leaves[1])
    with pytest.raises(PermissionDenied):
        declaring.withdraw_declaration(access=access, declaration=theirs)


def test_the_database_keeps_one_waiting_and_a_reason_for_each_refusal(story) -> None:
    story.go("declare")
    with pytest.raises(IntegrityError, match="one_waiting_declaration_per_absence"), transaction.atomic():
        LeaveDeclarationFactory(absence=story.now)
    with pytest.raises(IntegrityError, match="caisse_says_why_it_refuses"), transaction.atomic():
        LeaveDeclaration.objects.update(state="refused")
    with pytest.raises(ProtectedError):
        AbsenceKind.objects.get(key="paid_leave").delete()


@pytest.mark.django_db(transaction=True)
def test_declared_from_several_tabs_at_once_it_is_one_row() -> None:
    story = story_of(MembershipFactory())
    at_once(*[story.declare] * 4)
    assert story.said == [("leave", "sent")]


@pytest.mark.django_db(transaction=True)
def test_treated_and_withdrawn_at_once_one_of_them_wins() -> None:
    story = story_of(MembershipFactory())
    for _ in range(3):
        story.go("declare")
        answers = at_once(story.take, story.withdraw, refused=(TreatmentRefused,))
        assert sum(isinstance(answer, TreatmentRefused) for answer in answers) == 1
        leave, (_, state) = story.now, story.said[-1]
        assert (state, leave.state) in {("taken", "taken"), ("withdrawn", "entered")}
        if state == "taken":
            story.go("cancel")
            return
