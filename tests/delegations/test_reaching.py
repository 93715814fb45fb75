"""Many people asked for at once: the same answer as the authority gives of each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from adherents.models import Adherent, Establishment
from core.rights import Right
from delegations import authority
from delegations.models import DelegationSite
from delegations.reaching import accesses_into, accesses_of, by_company
from tests.employees.person_kit import colleague, site_of
from tests.factories import DelegationFactory, FirmFactory, FirmMemberFactory

pytestmark = pytest.mark.django_db
CONSULT, ACT, LEGAL = Right.DOCUMENTS_CONSULT, Right.DOCUMENTS_ACT, Right.LEGAL_CONSULT


@pytest.fixture
def everybody(cast):
    """Beside the cast: of one site, of two, of the company and of a firm, of a firm for one site, too late, closed."""
    acme = cast.acme.adherent
    sites = [cast.acme.site, site_of(acme)]
    colleague(acme, CONSULT, site=sites[0])
    for site in sites:
        member = colleague(acme, ACT, site=site)
        member.user = cast.people["zoe"]
        member.save()
    firm = FirmFactory()
    FirmMemberFactory(firm=firm, user=cast.people["bruno"])
    FirmMemberFactory(firm=firm)
    delegation = DelegationFactory(adherent=acme, firm=firm, rights=[LEGAL.value, ACT.value], all_sites=False)
    DelegationSite.objects.create(delegation=delegation, adherent=acme, establishment=sites[0])
    other = FirmFactory()
    FirmMemberFactory(firm=other)
    DelegationFactory(
        adherent=acme, firm=other, rights=[CONSULT.value], ends_on=timezone.localdate() - timedelta(days=1)
    )
    closed = colleague(acme, CONSULT).user
    closed.is_active = False
    closed.save()
    return cast


def answers(accesses):
    return {(one.user.pk, one.tiers.ref): (one.rights, one.via, one.tiers) for one in accesses}


def test_the_two_agree_of_everybody_everywhere(everybody) -> None:
    now, companies = timezone.now(), list(Adherent.objects.values_list("pk", flat=True))
    together = answers(accesses_into(companies, now))
    assert together == answers(accesses_of(list(User.objects.values_list("pk", flat=True)), now))
    assert len(together) > 8  # noqa: PLR2004
    refs = [
        *Adherent.objects.values_list("public_id", flat=True),
        *Establishment.objects.values_list("public_id", flat=True),
    ]
    for person in User.objects.all():
        for ref in refs:
            alone, key = authority.resolve(person, ref), (person.pk, ref)
            if key in together:
                assert alone is not None
                assert together[key] == (alone.rights, alone.via, alone.tiers)
            elif alone is not None:
                # A site that the door of the whole company opens: nothing more than through the company.
                assert alone.rights == together[person.pk, company_of(ref)][0]


def company_of(ref: str) -> str:
    return Establishment.objects.get(public_id=ref).adherent.public_id


def test_only_what_is_asked_for_is_read(everybody, django_assert_num_queries) -> None:
    acme, globex = everybody.acme.adherent, everybody.globex
    with django_assert_num_queries(4):
        accesses = accesses_into([acme.pk], timezone.now())
    assert {one.tiers.adherent_id for one in accesses} == {acme.pk}
    (chloe,) = accesses_of([everybody.chloe.pk], timezone.now())[:1]
    assert {one.user for one in accesses_of([everybody.chloe.pk], timezone.now())} == {everybody.chloe}
    assert chloe.via.kind == "delegation"
    assert globex.pk in {one.tiers.adherent_id for one in accesses_of([everybody.chloe.pk], timezone.now())}


def test_a_person_is_one_for_a_company_whole_first(everybody) -> None:
    grouped = by_company(accesses_into([everybody.acme.adherent.pk], timezone.now()), ACT)
    zoe = grouped[everybody.zoe, everybody.acme.adherent.pk]
    assert len(zoe) == 2  # noqa: PLR2004
    bruno = accesses_into([everybody.acme.adherent.pk], timezone.now())
    refs = [one.tiers.ref for one in bruno if one.user == everybody.bruno]
    assert refs == [everybody.acme.ref, everybody.acme.site.public_id]
