"""Real threads on a real PostgreSQL: a waiver sent at once from many tabs is one row, withdrawn once."""

import pytest
from django.test import Client

from employees.enums import EventKind
from employees.models import EmployeeEvent, SplitWaiver
from tests.employees.factories import EmployeeFactory, EmploymentFactory, SplitWaiverFactory
from tests.employees.person_kit import address_of, browser_of
from tests.factories import MembershipFactory
from tests.security.test_races import _quick, at_once

__all__ = ["_quick"]
pytestmark = pytest.mark.django_db(transaction=True)
TABS = 8


def somebody():
    member = MembershipFactory()
    return member, EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent)).employee


def tabs_of(member) -> list[Client]:
    return [browser_of(member) for _ in range(TABS)]


def events(kind: EventKind) -> int:
    return EmployeeEvent.objects.filter(kind=kind).count()


def test_a_waiver_sent_from_many_tabs_at_once_is_recorded_once():
    member, employee = somebody()
    address, tabs = address_of("record_split_waiver", member, employee.public_id), tabs_of(member)
    offered = tabs[0].get(address).context["form"].fields["period"].choices
    # The oldest one, signed on the first day on which its leave was taken.
    period = offered[-1][0]
    typed = {"period": period, "signed_on": period}
    answers = at_once(lambda i: tabs[i].post(address, typed), TABS)
    assert sorted(answer.status_code for answer in answers) == [302, *[422] * (TABS - 1)]
    assert (SplitWaiver.objects.count(), events(EventKind.SPLIT_WAIVED)) == (1, 1)


def test_a_waiver_withdrawn_from_many_tabs_at_once_is_withdrawn_once():
    member, employee = somebody()
    waiver, tabs = SplitWaiverFactory(employee=employee), tabs_of(member)
    address = address_of("withdraw_split_waiver", member, waiver.public_id)
    answers = at_once(lambda i: tabs[i].post(address, {"confirm": "1"}), TABS)
    assert {answer.status_code for answer in answers} == {302}
    assert events(EventKind.SPLIT_WAIVER_WITHDRAWN) == 1
