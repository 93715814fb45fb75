"""A delegation accepted or refused in the portal, without the link; and what is due across the clients of a firm."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent
from delegations.answering import services as answering
from delegations.answering.services import DeadLink
from delegations.enums import DelegationState
from delegations.models import Delegation, Firm, JoinRequest
from tests.cast import CANARY
from tests.delegations.kit import INVITED, as_user, at, give, newcomer
from tests.factories import AdherentFactory, DelegationFactory, EstablishmentFactory, FirmMemberFactory, PeriodFactory
from tests.security.fingerprint import nothing_written

pytestmark = pytest.mark.django_db
MINE = "/compte/"


def proposal(delegation: Delegation, name: str = "proposal") -> str:
    return reverse(f"delegations:{name}", args=[delegation.public_id])


def test_it_is_proposed_in_mon_compte_and_at_home_then_accepted_without_the_link(cast):
    given, _ = give(cast, email=cast.chloe.email, siret=cast.firm.siret, starts_on=_free(cast))
    chloe = cast.browser("chloe")
    for address in (MINE, at(cast, "portfolio")):
        assert proposal(given) in chloe.get(address).content.decode(), address
    page = chloe.get(proposal(given)).content.decode()
    assert cast.rival.adherent.name not in page
    assert str(cast.alice) in page
    answer = chloe.post(proposal(given))
    assert answer["Location"] == at(cast, "portfolio")
    given.refresh_from_db()
    assert (given.state, given.accepted_by, given.firm) == ("active", cast.chloe, cast.firm)
    assert proposal(given) not in chloe.get(MINE).content.decode()
    assert chloe.get(proposal(given)).status_code == 200, "already accepted, it says so"


def test_a_newcomer_names_their_firm(cast):
    given, _ = give(cast)
    person = newcomer()
    browser = as_user(person)
    assert browser.get("/espace/")["Location"] == MINE
    assert proposal(given) in browser.get(MINE).content.decode()
    with nothing_written():
        assert browser.post(proposal(given), {"firm_name": ""}).status_code == 422
    answer = browser.post(proposal(given), {"firm_name": "Dupont Expertise"})
    assert answer["Location"] == reverse("firm:portfolio", args=[Firm.objects.get(name="Dupont Expertise").public_id])


def test_a_newcomer_of_a_firm_that_has_people_waits_for_them_and_reads_since_when(cast):
    given, _ = give(cast, siret=cast.firm.siret, starts_on=_free(cast))
    FirmMemberFactory(firm=cast.firm, is_administrator=True)
    browser = as_user(newcomer())
    assert "attendu" in browser.post(proposal(given)).content.decode()
    assert JoinRequest.objects.filter(delegation=given).exists()
    shown = browser.get(MINE).content.decode()
    assert "envoyée aux administrateurs du cabinet aujourd’hui" in shown
    assert proposal(given) not in shown


def test_it_is_refused_with_a_reason(cast):
    given, _ = give(cast)
    browser = as_user(newcomer())
    with nothing_written():
        assert browser.post(proposal(given, "refuse_proposal"), {"reason": ""}).status_code == 422
    assert browser.post(proposal(given, "refuse_proposal"), {"reason": "Pas notre client"}).status_code == 302
    given.refresh_from_db()
    assert (given.state, given.end_reason) == ("refused", "Pas notre client")


@pytest.mark.parametrize("name", ["proposal", "refuse_proposal"])
def test_what_is_proposed_to_another_is_a_random_reference(cast, name):
    given, _ = give(cast)
    for person in ("alice", "chloe", "mallory", "zoe"):
        browser = cast.browser(person)
        with nothing_written():
            assert browser.get(proposal(given, name)).status_code == 404
            assert browser.post(proposal(given, name), {"reason": "x", "firm_name": "Faux"}).status_code == 404
        assert AuditEvent.objects.filter(action="core.access_refused", actor_id=getattr(cast, person).pk).exists()


def test_an_address_that_is_not_certified_proves_nothing(cast):
    given, _ = give(cast)
    person = newcomer()
    User.objects.filter(pk=person.pk).update(email_certified_at=None)
    person.refresh_from_db()
    with pytest.raises(DeadLink):
        answering.accept_proposal(user=person, public_id=given.public_id, firm_name="Faux")
    browser = as_user(person)
    with nothing_written():
        assert browser.post(proposal(given), {"firm_name": "Faux"}).status_code in {302, 404}
    given.refresh_from_db()
    assert given.state == DelegationState.PENDING


def test_what_expired_is_not_proposed_and_cannot_be_accepted(cast):
    given, _ = give(cast)
    browser = as_user(newcomer())
    Delegation.objects.filter(pk=given.pk).update(invitation_expires_at=timezone.now() - timedelta(minutes=1))
    assert proposal(given) not in browser.get(MINE).content.decode()
    assert browser.post(proposal(given), {"firm_name": "Dupont"}).status_code == 410
    given.refresh_from_db()
    assert given.state == DelegationState.PENDING


def test_both_sides_read_to_whom_the_invitation_was_sent_and_when(cast):
    given, _ = give(cast)
    Delegation.objects.filter(pk=given.pk).update(firm=cast.firm)
    words = f"Invitation envoyée à {INVITED} aujourd’hui"
    for person, address in (
        ("alice", reverse("delegations:index", args=[cast.acme.ref])),
        ("alice", reverse("delegations:detail", args=[cast.acme.ref, given.public_id])),
        ("chloe", at(cast, "portfolio")),
        ("chloe", at(cast, "client", given.public_id)),
    ):
        assert words in cast.browser(person).get(address).content.decode(), address


def test_the_home_of_the_firm_tells_first_what_is_due_where_one_may_know(cast, django_assert_max_num_queries):
    for name, rights, sites in (
        ("Un", ["legal.consult"], False),
        ("Deux", ["absences.act"], False),
        ("Trois", ["legal.consult"], True),
    ):
        adherent = AdherentFactory(name=name, caisse=cast.caisse)
        chosen = [EstablishmentFactory(adherent=adherent)] if sites else None
        DelegationFactory(adherent=adherent, firm=cast.firm, rights=rights, sites=chosen)
        PeriodFactory(adherent=adherent, month=date(2025, 6, 1), leave_contribution="1025.91")
    PeriodFactory(adherent=cast.rival.adherent, month=date(2025, 1, 1), leave_contribution="7")
    chloe = cast.browser("chloe")
    with django_assert_max_num_queries(12):
        answer = chloe.get(at(cast, "portfolio"))
    due = answer.context["due"]
    # Of Acme, where she has the planning alone, its leave to declare.
    assert [item.company for item in due] == ["Un", cast.acme.adherent.name]
    assert due[0].when == "Échu le 15\N{NO-BREAK SPACE}août 2025"
    assert due[1].when.startswith("Départ le 3\N{NO-BREAK SPACE}août")
    body = answer.content.decode()
    assert "À faire chez vos clients" in body
    assert "Comment régler" in body
    assert CANARY not in body
    assert answer.context["due"][0].url in body
    assert not chloe.get(at(cast, "portfolio"), {"q": "Un"}).context["due"]


def _free(cast) -> str:
    """The firm may be given a delegation again."""
    Delegation.objects.filter(adherent=cast.acme.adherent, firm_siret=cast.firm.siret).update(
        state=DelegationState.REVOKED, ended_at=timezone.now(), accepted_at=None
    )
    return timezone.localdate().isoformat()
