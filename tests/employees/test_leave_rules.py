"""The rule of a caisse that counts leave otherwise takes the place of that of the network (DOMAIN §2.3, CNETP)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from adherents.models import Caisse
from core.access import Access
from delegations import authority
from employees.leave.queries import leave_of
from employees.models import Employee, LeaveRule
from tests.employees.factories import EmployeeFactory, EmploymentFactory, KnownAbsenceFactory
from tests.factories import CaisseFactory, MembershipFactory, StaffFactory
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


@pytest.fixture
def somebody() -> tuple[Access, Employee]:
    """Two weeks off in August 2026, one of whose days is 15 August."""
    member = MembershipFactory()
    employee = EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent)).employee
    KnownAbsenceFactory(employee=employee, kind="paid_leave", starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 16))
    access = authority.resolve(member.user, member.adherent.public_id)
    assert access is not None
    return access, employee


def rule_of(caisse: Caisse | None, **changed) -> LeaveRule:
    rule = LeaveRule.objects.get(caisse=None)
    rule.pk, rule.caisse = None, caisse
    for name, value in changed.items():
        setattr(rule, name, value)
    rule.save()
    return rule


def bonus(somebody: tuple[Access, Employee]) -> int:
    """Of the days acquired from April 2025 to March 2026."""
    access, employee = somebody
    return leave_of(access, employee, today=TODAY)[1].split_bonus_days


def test_the_three_conditions_are_those_of_the_network(somebody) -> None:
    assert bonus(somebody) == 0
    december = KnownAbsenceFactory(
        employee=somebody[1], kind="paid_leave", starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 9)
    )
    assert bonus(somebody) == 1
    december.delete()
    LeaveRule.objects.update(split_unbroken_days=18, split_counts_days_due=True)
    assert bonus(somebody) == 0
    LeaveRule.objects.update(split_unbroken_days=12)
    assert bonus(somebody) == 2
    LeaveRule.objects.update(split_unbroken_holidays=0)
    assert bonus(somebody) == 0
    LeaveRule.objects.update(split_unbroken_holidays=1, split_first_acquired=31)
    assert bonus(somebody) == 0
    LeaveRule.objects.update(split_first_acquired=15, split_second_acquired=31)
    assert bonus(somebody) == 1


def test_the_rule_that_is_shipped_names_where_its_conditions_are_read() -> None:
    assert LeaveRule.objects.get().source.endswith("cibtp-grandest.fr/entreprise/conges-payes/fractionnement")


def test_the_rule_of_the_caisse_comes_before_that_of_the_network(somebody) -> None:
    caisse = Caisse.objects.get(pk=somebody[0].tiers.caisse_id)
    rule_of(caisse, split_counts_days_due=True, split_second_acquired=18)
    assert bonus(somebody) == 2
    rule_of(None, starts_on=date(2025, 4, 1), split_counts_days_due=False)
    assert bonus(somebody) == 2
    LeaveRule.objects.filter(caisse=caisse).update(ends_on=date(2025, 3, 31))
    assert bonus(somebody) == 0


def test_the_rule_of_another_caisse_changes_nothing(somebody) -> None:
    rule_of(CaisseFactory(), split_counts_days_due=True)
    assert bonus(somebody) == 0


@pytest.mark.parametrize("of_a_caisse", [True, False])
def test_two_rules_of_one_day_are_refused(of_a_caisse) -> None:
    caisse = CaisseFactory() if of_a_caisse else None
    if caisse:
        rule_of(caisse)
    with pytest.raises(IntegrityError, match="one_leave_rule_a_day"), transaction.atomic():
        rule_of(caisse)


def test_the_network_sets_the_rule_of_a_caisse() -> None:
    caisse, network = CaisseFactory(), staff_client(StaffFactory(staff_caisse=None, staff_role="", is_superuser=True))
    row = LeaveRule.objects.get()
    read = network.get(reverse("admin:employees_leaverule_change", args=[row.pk]))
    typed = {name: value for name, value in read.context["adminform"].form.initial.items() if value is not None}
    own = {"caisse": caisse.pk, "split_counts_days_due": "on", "split_second_acquired": 18}
    sent = network.post(reverse("admin:employees_leaverule_add"), typed | own)
    assert sent.status_code == 302
    rule = LeaveRule.objects.get(caisse=caisse)
    assert (rule.split_counts_days_due, rule.split_second_acquired, rule.split_unbroken_days) == (True, 18, 12)


def test_the_staff_read_the_rules_of_the_network_and_their_own() -> None:
    own, other = CaisseFactory(name="La nôtre"), CaisseFactory(name="Une autre")
    for caisse in (own, other):
        rule_of(caisse)
    desk = staff_client(StaffFactory(staff_caisse=own))
    page = desk.get(reverse("admin:employees_leaverule_changelist"))
    assert {rule.caisse for rule in page.context["cl"].queryset} == {None, own}
