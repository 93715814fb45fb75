"""The invitation: read, accepted, refused, and every way in which it must not be."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import TermsAcceptance, User
from core.models import AuditEvent
from delegations import authority, links
from delegations.answering import services as answering
from delegations.answering.services import DeadLink
from delegations.enums import DelegationState
from delegations.models import Delegation, Firm, FirmMember, FollowUp, JoinRequest
from tests.at_once import at_once
from tests.delegations.kit import INVITED, NEWCOMER, as_user, day, give, holder, newcomer, page
from tests.factories import DelegationFactory, FirmFactory, FirmMemberFactory, UserFactory
from tests.jobs import run_jobs
from tests.security.fingerprint import nothing_written

pytestmark = pytest.mark.django_db
NAME = {"firm_name": "Dupont Expertise"}


def told() -> set[str]:
    run_jobs()
    return {address for sent in mail.outbox for address in sent.to}


def test_reading_changes_nothing_and_says_who_gives_what(cast, client):
    given, address = give(cast, rights=["absences.act", "legal.consult"])
    with nothing_written():
        for method in ("get", "head"):
            assert getattr(client, method)(address).status_code == 200
    text = client.get(address).content.decode()
    assert cast.acme.adherent.name in text
    assert "Planning des absences" in text
    assert str(cast.alice) in text
    assert client.get(address).headers["Referrer-Policy"] == "strict-origin"


def test_a_newcomer_opens_an_account_accepts_and_administers_the_firm(cast, client):
    given, address = give(cast)
    assert "Ouvrir un compte" in client.get(address).content.decode()
    opened = client.post(f"{address}compte/", NEWCOMER)
    assert opened["Location"].startswith(reverse("accounts:sign_in"))
    assert "_auth_user_id" not in client.session  # D4: no session is created by a link
    user = User.objects.get(email=INVITED)
    assert user.email_certified_at is not None
    assert TermsAcceptance.objects.filter(user=user).count() == 1
    given.refresh_from_db()
    assert given.state == DelegationState.PENDING
    browser = as_user(user)
    mail.outbox.clear()
    assert browser.post(address, NAME).status_code == 200
    given.refresh_from_db()
    assert (given.state, given.accepted_by, given.firm.name) == ("active", user, "Dupont Expertise")
    member = FirmMember.objects.get(user=user)
    assert member.is_administrator
    assert FollowUp.objects.filter(member=member, delegation=given).exists()
    assert {INVITED, cast.alice.email} <= told()
    assert browser.get(reverse("portal_home", args=[cast.acme.ref])).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"password": "court"}, {"first_name": ""}, {"accept_terms": ""}, {"mobile": "01 02"}]
)
def test_a_newcomer_is_told_what_to_mend(cast, client, wrong):
    _, address = give(cast)
    typed = {key: value for key, value in {**NEWCOMER, **wrong}.items() if value}
    with nothing_written():
        answer = client.post(f"{address}compte/", typed)
    assert answer.status_code == 422


def test_the_address_of_the_account_is_the_one_invited_whatever_is_posted(cast, client):
    _, address = give(cast)
    client.post(f"{address}compte/", {**NEWCOMER, "email": "autre@exemple.fr", "is_staff": "on"})
    user = User.objects.get(email=INVITED)
    assert not user.is_staff
    assert not User.objects.filter(email="autre@exemple.fr").exists()


def test_an_address_that_has_an_account_signs_in_instead(cast, client):
    user = newcomer()
    _, address = give(cast)
    assert "Se connecter" in client.get(address).content.decode()
    with nothing_written(undone="accounts_user"):
        answer = client.post(f"{address}compte/", NEWCOMER)
    assert answer["Location"].startswith(reverse("accounts:sign_in"))
    user.refresh_from_db()
    assert user.first_name.startswith("Nouveau")


def test_accepting_asks_to_sign_in(cast, client):
    given, address = give(cast)
    with nothing_written():
        answer = client.post(address, NAME)
    assert answer["Location"].startswith(reverse("accounts:sign_in"))


def test_the_name_of_an_unknown_firm_is_asked_for(cast):
    given, address = give(cast)
    browser = as_user(newcomer())
    with nothing_written():
        assert browser.post(address, {"firm_name": " "}).status_code == 422


def test_another_person_neither_accepts_nor_refuses(cast):
    given, address = give(cast)
    mallory = cast.browser("mallory")
    with nothing_written():
        assert mallory.post(address, NAME).status_code == 403
        assert mallory.post(f"{address}refuser/", {"reason": "non"}).status_code == 403
    assert "pour une autre adresse" in mallory.post(address, NAME).content.decode()


def test_accepted_twice_is_accepted_once(cast):
    given, address = give(cast)
    browser = as_user(newcomer())
    browser.post(address, NAME)
    with nothing_written():
        again = browser.post(address, NAME)
    assert "déjà acceptée" in again.content.decode()
    assert AuditEvent.objects.filter(action="delegations.accepted").count() == 1


def test_after_its_life_nothing_is_accepted(cast):
    given, address = give(cast)
    user = newcomer()
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        browser = as_user(user)
        with nothing_written():
            answer = browser.post(address, NAME)
    assert answer.status_code == 410
    assert "a expiré" in answer.content.decode()


def test_after_its_end_date_nothing_is_accepted(cast):
    given, address = give(cast, ends_on=day(3))
    user = newcomer()
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        assert as_user(user).post(address, NAME).status_code == 410


def test_after_a_revocation_nothing_is_accepted_even_with_the_page_open(cast):
    given, address = give(cast)
    browser = as_user(newcomer())
    assert browser.get(address).status_code == 200
    holder(cast).post(page(cast, "revoke", given), {"reason": "Erreur"})
    with nothing_written():
        answer = browser.post(address, NAME)
    assert answer.status_code == 410
    assert "a été retirée" in answer.content.decode()


def test_a_forged_link_opens_nothing(cast, client):
    give(cast)
    for token in ("faux", "a" * 32, "%00", "x" * 2000):
        assert client.get(f"/delegation/{token}/").status_code in {400, 410}
    # A delegation that never had a link is not opened by an empty digest.
    Delegation.objects.filter(pk=cast.delegation.pk).update(token_digest="")
    with pytest.raises(DeadLink):
        answering.read_invitation("")


def test_refusing_needs_a_reason_and_no_account(cast, client):
    given, address = give(cast)
    mail.outbox.clear()
    assert client.post(f"{address}refuser/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}refuser/", {"reason": "Nous ne suivons pas cette entreprise"}).status_code == 200
    given.refresh_from_db()
    assert (given.state, given.end_reason) == ("refused", "Nous ne suivons pas cette entreprise")
    assert cast.alice.email in told()
    assert "a été refusée" in client.get(address).content.decode()
    assert client.post(f"{address}refuser/", {"reason": "encore"}).status_code == 410


def test_a_member_of_the_firm_accepts_for_it(cast):
    given, address = give(cast, siret=FirmFactory().siret)
    member = FirmMemberFactory(firm=given.firm, user=newcomer(), is_administrator=True)
    assert as_user(member.user).post(address).status_code == 200
    given.refresh_from_db()
    assert (given.state, given.accepted_by) == ("active", member.user)
    assert FirmMember.objects.filter(firm=given.firm).count() == 1


def test_an_outsider_never_joins_an_existing_firm_by_the_invitation_of_a_company(cast):
    """Whoever knows a SIRET and owns a mailbox would otherwise read all the firm's clients."""
    boss = FirmMemberFactory(firm=FirmFactory(), is_administrator=True)
    other_client = DelegationFactory(firm=boss.firm)
    given, address = give(cast, siret=boss.firm.siret)
    outsider = newcomer()
    mail.outbox.clear()
    browser = as_user(outsider)
    answer = browser.post(address)
    assert "L’accord de votre cabinet est attendu" in answer.content.decode()
    given.refresh_from_db()
    assert given.state == DelegationState.PENDING
    assert not FirmMember.objects.filter(user=outsider).exists()
    assert authority.tiers_for(outsider) == []
    assert boss.user.email in told()
    with nothing_written():
        assert browser.post(address).status_code == 200
    assert other_client.state == "active"


def asked(cast):
    boss = FirmMemberFactory(firm=FirmFactory(), is_administrator=True)
    given, address = give(cast, siret=boss.firm.siret)
    outsider = newcomer()
    as_user(outsider).post(address)
    return boss, given, address, outsider, JoinRequest.objects.get(user=outsider)


def decide(boss, request, verb: str):
    return as_user(boss.user).post(reverse(f"firm:{verb}_newcomer", args=[boss.firm.public_id, request.public_id]))


def test_an_administrator_confirms_the_newcomer_and_the_delegation_begins(cast):
    boss, given, _, outsider, request = asked(cast)
    decide(boss, request, "confirm")
    given.refresh_from_db()
    assert (given.state, given.accepted_by) == ("active", outsider)
    member = FirmMember.objects.get(user=outsider)
    assert not member.is_administrator
    assert authority.resolve(outsider, cast.acme.ref)


def test_an_administrator_declines_the_newcomer_and_the_invitation_is_refused(cast):
    boss, given, address, outsider, request = asked(cast)
    mail.outbox.clear()
    decide(boss, request, "decline")
    given.refresh_from_db()
    assert given.state == "refused"
    assert not FirmMember.objects.filter(user=outsider).exists()
    assert {outsider.email, cast.alice.email} <= told()
    decide(boss, request, "confirm")
    assert not FirmMember.objects.filter(user=outsider).exists()


def test_a_newcomer_of_a_revoked_delegation_is_confirmed_no_more(cast):
    boss, given, _, outsider, request = asked(cast)
    holder(cast).post(page(cast, "revoke", given), {"reason": "Erreur"})
    decide(boss, request, "confirm")
    assert not FirmMember.objects.filter(user=outsider).exists()


def test_an_invitation_sent_to_another_address_forgets_who_waited(cast):
    boss, given, _, outsider, request = asked(cast)
    holder(cast).post(page(cast, "resend", given), {"email": boss.user.email})
    decide(boss, request, "confirm")
    assert not FirmMember.objects.filter(user=outsider).exists()


def test_administrators_of_another_firm_decide_nothing(cast):
    _, given, _, outsider, request = asked(cast)
    stranger = FirmMemberFactory(is_administrator=True)
    answer = as_user(stranger.user).post(
        reverse("firm:confirm_newcomer", args=[stranger.firm.public_id, request.public_id])
    )
    assert answer.status_code == 302
    assert not FirmMember.objects.filter(user=outsider).exists()


@pytest.mark.parametrize("empty", [True, False])
def test_nobody_takes_over_a_firm_whose_people_left(cast, empty):
    firm = DelegationFactory().firm
    if not empty:
        FirmMemberFactory(firm=firm, is_administrator=True, user=UserFactory(is_active=False))
    given, address = give(cast, siret=firm.siret)
    browser = as_user(newcomer())
    with nothing_written():
        answer = browser.post(address)
    assert answer.status_code == 409
    assert "caisse" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_companies_of_a_new_cabinet_are_accepted_at_once(transactional_db):
    """Two tabs of one accountant: one firm, both clients, nobody waits for the other for ever."""
    user, siret = UserFactory(email=INVITED), FirmFactory.build().siret
    tokens = ("a" * 32, "b" * 32)
    for token in tokens:
        DelegationFactory(
            firm=None,
            firm_siret=siret,
            state=DelegationState.PENDING,
            invited_email=INVITED,
            token_digest=links.digest(token, purpose=links.DELEGATION),
        )

    def accept(token: str) -> str:
        return str(answering.accept_invitation(user=user, token=token, firm_name="Dupont").value)

    outcomes = at_once(*[partial(accept, token) for token in tokens])
    assert outcomes == ["accepted", "accepted"]
    assert (Firm.objects.count(), FirmMember.objects.count(), FollowUp.objects.count()) == (1, 1, 2)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_acceptances_at_once_one_counts(transactional_db):
    user = UserFactory(email=INVITED)
    token = "t" * 32
    delegation = DelegationFactory(
        firm=None,
        firm_siret=FirmFactory.build().siret,
        state=DelegationState.PENDING,
        invited_email=INVITED,
        token_digest=links.digest(token, purpose=links.DELEGATION),
    )

    def accept() -> str:
        try:
            return str(answering.accept_invitation(user=user, token=token, firm_name="Dupont").value)
        except DeadLink as dead:
            return f"dead {dead.state.value}"

    outcomes = at_once(*[accept] * 20)
    assert sorted(outcomes) == ["accepted", *["dead accepted"] * 19]
    assert (Firm.objects.count(), FirmMember.objects.count(), FollowUp.objects.count()) == (1, 1, 1)
    assert delegation.events.filter(kind="accepted").count() == 1
