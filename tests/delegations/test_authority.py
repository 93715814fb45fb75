"""The single answer to «may this person act for this tiers?»: memberships, delegations, and their ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MembershipRole
from accounts.models import Membership, User
from core.rights import ALL_RIGHTS, DELEGABLE, NOT_DELEGABLE, Right, as_rights
from delegations import authority
from delegations.enums import DelegationState
from delegations.models import Delegation, FirmMember
from tests.factories import (
    AdherentFactory,
    DelegationFactory,
    EstablishmentFactory,
    FirmMemberFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
SOME = [Right.ABSENCES_CONSULT.value, Right.ABSENCES_ACT.value]


@pytest.fixture
def company():
    return AdherentFactory()


@pytest.fixture
def site(company):
    return EstablishmentFactory(adherent=company)


@pytest.fixture
def accountant():
    return FirmMemberFactory()


def delegate(company, accountant, **changes) -> Delegation:
    return DelegationFactory(**{"adherent": company, "firm": accountant.firm, "rights": SOME, **changes})


def test_a_holder_of_the_company_has_every_right_and_opens_its_sites(company, site):
    user = MembershipFactory(adherent=company).user
    whole, one = authority.resolve(user, company.public_id), authority.resolve(user, site.public_id)
    assert (whole.rights, whole.via.kind, whole.tiers.establishment_id) == (ALL_RIGHTS, "membership", None)
    assert (one.rights, one.tiers.establishment_id, one.tiers.adherent_id) == (ALL_RIGHTS, site.pk, company.pk)
    assert (one.tiers.ref, one.tiers.label) == (site.public_id, f"{company.name}, {site.name}")


def test_a_holder_of_a_site_opens_that_site_only(company, site):
    user = MembershipFactory(adherent=company, establishment=site).user
    assert authority.resolve(user, site.public_id).rights == ALL_RIGHTS
    assert authority.resolve(user, company.public_id) is None
    assert authority.resolve(user, company.head_office.public_id) is None
    assert [tiers.ref for tiers in authority.tiers_for(user)] == [site.public_id]


def test_a_colleague_has_the_rights_given_and_no_other(company):
    given = [Right.LEGAL_CONSULT.value, "a.right.of.another.time"]
    user = MembershipFactory(adherent=company, role=MembershipRole.COLLEAGUE, rights=given).user
    assert authority.resolve(user, company.public_id).rights == {Right.LEGAL_CONSULT}
    assert authority.has_right(user, Right.LEGAL_CONSULT, company.public_id)
    assert not authority.has_right(user, Right.LEGAL_ACT, company.public_id)
    assert not authority.has_right(user, Right.LEGAL_CONSULT, AdherentFactory().public_id)


def test_an_ended_membership_opens_nothing(company):
    membership = MembershipFactory(adherent=company)
    Membership.objects.update(ended_at=timezone.now())
    assert authority.resolve(membership.user, company.public_id) is None
    assert authority.tiers_for(membership.user) == []


@pytest.mark.parametrize("ref", ["", "inconnu", "x" * 500, "' OR 1=1"])
def test_a_reference_that_names_nothing(company, ref):
    assert authority.resolve(MembershipFactory(adherent=company).user, ref) is None


@pytest.mark.parametrize(
    ("starts", "ends", "opens"),
    [
        (-30, None, True),
        (0, None, True),
        (0, 0, True),
        (-1, 0, True),
        (1, None, False),
        (-30, -1, False),
        (-30, 1, True),
    ],
)
def test_a_delegation_holds_from_its_first_day_to_its_last_included(company, accountant, starts, ends, opens):
    end = None if ends is None else TODAY() + timedelta(days=ends)
    delegate(company, accountant, starts_on=TODAY() + timedelta(days=starts), ends_on=end)
    access = authority.resolve(accountant.user, company.public_id)
    assert (access is not None) is opens
    assert bool(authority.tiers_for(accountant.user)) is opens
    if access:
        assert (access.rights, access.via.kind, access.via.firm_name) == (
            as_rights(SOME),
            "delegation",
            accountant.firm.name,
        )


@pytest.mark.parametrize("state", [state for state in DelegationState if state != DelegationState.ACTIVE])
def test_a_delegation_that_is_not_in_force_opens_nothing(company, accountant, state):
    delegate(company, accountant, state=state)
    assert authority.resolve(accountant.user, company.public_id) is None


def test_a_delegation_is_the_firms_and_follows_its_people(company, accountant):
    delegate(company, accountant)
    stranger, newcomer = FirmMemberFactory(), FirmMemberFactory(firm=accountant.firm)
    assert authority.resolve(stranger.user, company.public_id) is None
    assert authority.resolve(newcomer.user, company.public_id)
    FirmMember.objects.filter(pk=accountant.pk).delete()
    assert authority.resolve(accountant.user, company.public_id) is None


def test_what_is_not_delegable_is_never_given_even_if_stored(company, accountant):
    """Z5: bank details, colleagues, delegations themselves."""
    delegate(company, accountant, rights=[right.value for right in ALL_RIGHTS])
    rights = authority.resolve(accountant.user, company.public_id).rights
    assert rights == DELEGABLE
    assert {Right.BANK_ACT, Right.COLLEAGUES_ACT, Right.DELEGATIONS_ACT, Right.JOURNAL_CONSULT} == NOT_DELEGABLE
    assert not rights & NOT_DELEGABLE


def test_a_delegation_on_a_site_opens_that_site_only(company, site, accountant):
    delegate(company, accountant, sites=[site])
    assert authority.resolve(accountant.user, site.public_id)
    assert authority.resolve(accountant.user, company.public_id) is None
    assert authority.resolve(accountant.user, company.head_office.public_id) is None
    assert [tiers.ref for tiers in authority.tiers_for(accountant.user)] == [site.public_id]


def test_a_delegation_for_some_sites_is_a_door_on_each(company, site, accountant):
    delegate(company, accountant, sites=[site, company.head_office])
    EstablishmentFactory(adherent=company)
    refs = {tiers.ref for tiers in authority.tiers_for(accountant.user)}
    assert refs == {site.public_id, company.head_office.public_id}
    assert authority.resolve(accountant.user, company.public_id) is None


def test_a_delegation_for_no_site_opens_nothing(company, site, accountant):
    delegate(company, accountant, all_sites=False)
    assert authority.tiers_for(accountant.user) == []
    assert authority.resolve(accountant.user, site.public_id) is None


def test_the_base_refuses_a_site_of_another_company(company, accountant):
    with pytest.raises(IntegrityError, match="delegated_site_is_of_the_company|not one of the company"):
        delegate(company, accountant, sites=[EstablishmentFactory()])


def test_a_person_with_both_doors_acts_as_a_member_with_all_their_rights(company, accountant):
    delegate(company, accountant)
    MembershipFactory(
        user=accountant.user, adherent=company, role=MembershipRole.COLLEAGUE, rights=[Right.BANK_ACT.value]
    )
    access = authority.resolve(accountant.user, company.public_id)
    assert access.via.kind == "membership"
    assert access.rights == {Right.BANK_ACT, *as_rights(SOME)}
    assert len(authority.tiers_for(accountant.user)) == 1


def test_delegations_to_the_firms_of_one_person_add_up(company, site, accountant):
    delegate(company, accountant)
    colleague = FirmMemberFactory(user=accountant.user)
    delegate(company, colleague, sites=[site], rights=[Right.LEGAL_CONSULT.value])
    assert authority.resolve(accountant.user, company.public_id).rights == as_rights(SOME)
    assert authority.resolve(accountant.user, site.public_id).rights == {Right.LEGAL_CONSULT, *as_rights(SOME)}


def test_a_suspended_person_opens_nothing(company):
    user = MembershipFactory(adherent=company).user
    User.objects.update(is_active=False)
    user.refresh_from_db()
    assert authority.resolve(user, company.public_id) is None


def test_tiers_are_listed_by_name_once(company):
    user = MembershipFactory(adherent=company).user
    for name in ("Zinguerie", "Échafaudages", "abri", "Maçons"):
        MembershipFactory(user=user, adherent__name=name)
    names = [tiers.name for tiers in authority.tiers_for(user)]
    assert names == sorted(names, key=str.casefold)
    assert len(names) == 5


@pytest.mark.parametrize("companies", [1, 50])
def test_the_answer_costs_as_many_queries_whatever_one_may_do(companies):
    """One for a member, what else they may act for included; two for whoever is in a firm."""
    member, accountant = UserFactory(), FirmMemberFactory()
    for _ in range(companies):
        company = EstablishmentFactory().adherent
        MembershipFactory(user=member, adherent=company)
        delegate(company, accountant)
    for user, cost in ((member, 1), (accountant.user, 2)):
        with CaptureQueriesContext(connection) as queries:
            access = authority.resolve(user, company.public_id)
        assert access.tiers.caisse_id
        assert len(queries) == cost
        with CaptureQueriesContext(connection) as queries:
            assert len(authority.tiers_for(user)) == companies
        assert len(queries) == 1
        with CaptureQueriesContext(connection) as queries:
            assert authority.may_change_tiers(user, access)
        assert len(queries) == 0
        with CaptureQueriesContext(connection) as queries:
            assert authority.may_change_tiers(user)
        assert len(queries) == (2 if companies == 1 else 1)


def _two_sites(company, accountant):
    delegate(company, accountant, sites=[company.head_office, EstablishmentFactory(adherent=company)])


def _by_two_firms(company, accountant):
    """The same company twice is no choice."""
    delegate(company, accountant)
    delegate(company, FirmMemberFactory(user=accountant.user))


def _whole_and_a_site(company, accountant):
    delegate(company, accountant)
    delegate(company, FirmMemberFactory(user=accountant.user), sites=[company.head_office])


@pytest.mark.parametrize(
    ("give", "is_a_choice"),
    [
        (lambda company, accountant: delegate(company, accountant), False),
        (lambda company, accountant: [delegate(EstablishmentFactory(adherent=company).adherent, accountant)], True),
        (lambda company, accountant: delegate(company, accountant, sites=[company.head_office]), False),
        (_two_sites, True),
        (_by_two_firms, False),
        (_whole_and_a_site, True),
        (lambda company, accountant: [delegate(one, accountant) for one in (company, AdherentFactory())], True),
        (
            lambda company, accountant: [
                delegate(company, accountant),
                delegate(AdherentFactory(), accountant, ends_on=TODAY() - timedelta(days=1)),
            ],
            False,
        ),
        (
            lambda company, accountant: [
                delegate(company, accountant),
                delegate(AdherentFactory(), FirmMemberFactory()),
            ],
            False,
        ),
    ],
    ids=[
        "a company",
        "with two sites",
        "a site",
        "two sites",
        "by two firms",
        "whole and a site",
        "two companies",
        "the other ended",
        "the other of another firm",
    ],
)
def test_an_accountant_is_told_whether_there_is_a_choice_with_the_answer(company, accountant, give, is_a_choice):
    """As when nothing is known of where they are: no query more at each page."""
    give(company, accountant)
    refs = [tiers.ref for tiers in authority.tiers_for(accountant.user)]
    for ref in refs:
        access = authority.resolve(accountant.user, ref)
        assert access.has_other_tiers is authority.may_change_tiers(accountant.user) is is_a_choice


def test_who_holds_every_right_already_is_not_asked_about_their_firms(company, accountant):
    """One query for a holder; a colleague's delegations may add to what they have."""
    delegate(company, accountant)
    membership = MembershipFactory(user=accountant.user, adherent=company)
    for role, rights, cost in (
        (MembershipRole.HOLDER, ALL_RIGHTS, 1),
        (MembershipRole.COLLEAGUE, as_rights(SOME), 2),
    ):
        Membership.objects.filter(pk=membership.pk).update(role=role, rights=[])
        with CaptureQueriesContext(connection) as queries:
            access = authority.resolve(accountant.user, company.public_id)
        assert (access.rights, access.via.kind, len(queries)) == (rights, "membership", cost)


def test_the_tiers_asked_for_is_found_among_any_number():
    """The answer reads a few memberships only: those that open the tiers must be among them."""
    user = UserFactory()
    companies = [MembershipFactory(user=user).adherent for _ in range(8)]
    for company in companies:
        assert authority.resolve(user, company.public_id).tiers.adherent_id == company.pk
        assert authority.resolve(user, company.head_office.public_id).tiers.adherent_id == company.pk


def test_ends_take_effect_on_the_next_click_of_a_live_session(cast):
    """S6: a membership ended, a delegation revoked, an accountant gone, a person suspended; and back."""
    page = reverse("portal_home", args=[cast.acme.ref])
    alice, bruno, chloe = cast.browser("alice"), cast.browser("bruno"), cast.browser("chloe")
    assert [browser.get(page).status_code for browser in (alice, bruno, chloe)] == [200, 200, 200]
    Membership.objects.filter(user=cast.bruno).update(ended_at=timezone.now())
    assert bruno.get(page).status_code == 404
    Delegation.objects.filter(pk=cast.delegation.pk).update(state=DelegationState.REVOKED, ended_at=timezone.now())
    assert chloe.get(page).status_code == 404
    assert chloe.get(reverse("portal_home", args=[cast.globex.public_id])).status_code == 200
    FirmMember.objects.filter(user=cast.chloe).delete()
    assert chloe.get(reverse("portal_home", args=[cast.globex.public_id])).status_code == 404
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    assert alice.get(page)["Location"].startswith(reverse("accounts:sign_in"))
    User.objects.filter(pk=cast.alice.pk).update(is_active=True)
    assert alice.get(page).status_code == 200


def test_rights_taken_away_are_gone_at_the_next_click(cast):
    """Z7: what the menu no longer shows is refused when asked for all the same."""
    bruno, page = cast.browser("bruno"), reverse("documents:index", args=[cast.acme.ref])
    assert bruno.get(page).status_code == 200
    Membership.objects.filter(user=cast.bruno).update(rights=[Right.LEGAL_CONSULT.value])
    assert bruno.get(page).status_code == 403
    home = bruno.get(reverse("portal_home", args=[cast.acme.ref])).content.decode()
    assert page not in home
    assert reverse("adherents:index", args=[cast.acme.ref]) in home


def test_the_last_tiers_is_forgotten_once_it_is_closed(cast):
    bruno = cast.browser("bruno")
    bruno.get(reverse("portal_home", args=[cast.acme.ref]))
    Membership.objects.filter(user=cast.bruno).update(ended_at=timezone.now())
    assert bruno.get("/espace/")["Location"] == reverse("accounts:account")
    page = bruno.get(reverse("accounts:account")).content.decode()
    assert cast.acme.adherent.name not in page
