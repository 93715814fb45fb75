"""Who is told what the caisse decided: the author as long as they may act, otherwise those who may."""

import pytest
from django.utils import timezone

from core.rights import Right
from delegations.recipients import told_of_decision
from tests.days import in_days
from tests.employees.person_kit import colleague, site_of
from tests.factories import DelegationFactory, FirmMemberFactory, MembershipFactory

pytestmark = pytest.mark.django_db
ACT = Right.ABSENCES_ACT


@pytest.fixture
def holder():
    return MembershipFactory()


@pytest.fixture
def company(holder):
    return holder.adherent


def told(company, author, *places: str) -> list[tuple[str, str]]:
    accesses = told_of_decision(author=author, adherent_id=company.pk, places=[company.public_id, *places], right=ACT)
    return sorted((access.user.email, access.tiers.ref) for access in accesses)


def of_company(company, *members) -> list[tuple[str, str]]:
    return sorted((member.user.email, company.public_id) for member in members)


def firm_of(company, **fields):
    """An administrator and a collaborator of a firm that acts for the company."""
    chief = FirmMemberFactory(is_administrator=True)
    DelegationFactory(adherent=company, firm=chief.firm, **{"rights": [ACT.value], **fields})
    return chief, FirmMemberFactory(firm=chief.firm)


def test_the_author_alone_is_told_as_long_as_they_may_act(holder, company) -> None:
    _, accountant = firm_of(company)
    for author in (holder, colleague(company, ACT), accountant):
        assert told(company, author.user) == of_company(company, author)


def test_an_author_of_one_site_is_led_to_it(holder, company) -> None:
    site, other = site_of(company), site_of(company, "Atelier")
    author = colleague(company, ACT, site=site)
    assert told(company, author.user, site.public_id) == [(author.user.email, site.public_id)]
    assert told(company, author.user, other.public_id) == of_company(company, holder)


def _loses_the_right(author) -> None:
    author.rights = [Right.ABSENCES_CONSULT.value]
    author.save()


def _leaves_the_company(author) -> None:
    author.ended_at = timezone.now()
    author.save()


def _has_no_account_any_more(author) -> None:
    author.user.is_active = False
    author.user.save()


@pytest.mark.parametrize("happens", [_loses_the_right, _leaves_the_company, _has_no_account_any_more])
def test_otherwise_those_who_may_act_today_are_told(holder, company, happens) -> None:
    author, able = colleague(company, ACT), colleague(company, ACT)
    colleague(company, Right.ABSENCES_CONSULT, Right.EMPLOYEES_ACT)
    gone = MembershipFactory(adherent=company)
    _leaves_the_company(gone)
    stranger = MembershipFactory()
    here = colleague(company, ACT, site=(site := site_of(company)))
    chief, _ = firm_of(company)
    happens(author)
    reached = told(company, author.user, site.public_id)
    assert reached == sorted([*of_company(company, holder, able, chief), (here.user.email, site.public_id)])
    assert not {gone.user.email, stranger.user.email} & {email for email, _ in reached}
    assert told(company, None) == of_company(company, holder, able, chief)


@pytest.mark.parametrize("over", [lambda: {"ends_on": in_days(-1)}, lambda: {"rights": [Right.ABSENCES_CONSULT.value]}])
def test_a_firm_whose_delegation_is_over_is_told_nothing(holder, company, over) -> None:
    dates = {"starts_on": in_days(-30)}
    _, accountant = firm_of(company, **dates, **over())
    assert told(company, accountant.user) == of_company(company, holder)
