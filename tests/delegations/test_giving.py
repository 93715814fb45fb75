"""What a company does with its delegations, through its pages."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from core.models import AuditEvent
from core.rights import NOT_DELEGABLE, Right
from delegations import authority
from delegations.enums import DelegationState
from delegations.models import Delegation, DelegationEvent, DelegationRequest
from tests.delegations.kit import INVITED, as_user, day, form, give, holder, link, newcomer, page, recent
from tests.factories import EstablishmentFactory, FirmFactory, MembershipFactory
from tests.jobs import run_jobs
from tests.security.fingerprint import nothing_written

pytestmark = pytest.mark.django_db


def test_a_holder_gives_a_delegation_and_the_firm_is_invited(cast):
    given, address = give(cast, rights=["absences.act", "legal.consult"], ends_on=day(60))
    assert given.adherent == cast.acme.adherent
    assert given.rights == sorted(["absences.act", "absences.consult", "legal.consult"])
    assert (given.all_sites, given.firm, given.given_by, given.version) == (True, None, cast.alice, 1)
    assert given.token_digest
    assert given.token_digest not in address
    invitation = next(sent for sent in mail.outbox if sent.to == [INVITED])
    assert "/delegation/" in invitation.body
    told = [sent for sent in mail.outbox if sent.to == [cast.alice.email]]
    assert len(told) == 1
    assert "/delegation/" not in told[0].body
    event = DelegationEvent.objects.get(delegation=given)
    assert (event.kind, event.actor_label) == ("given", str(cast.alice))
    assert AuditEvent.objects.filter(action="delegations.given", adherent_id=given.adherent_id).count() == 1
    shown = holder(cast).get(page(cast, "detail", given)).content.decode()
    assert "Délégation donnée" in shown
    assert INVITED in shown


def test_nothing_is_given_before_the_firm_accepts(cast):
    given, _ = give(cast, siret=FirmFactory().siret)
    assert given.firm is not None
    assert not Delegation.objects.in_force(timezone.localdate()).filter(pk=given.pk).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"siret": "123"}, "siret"),
        ({"siret": "00000000000000"}, "siret"),
        ({"siret": "12345678901234"}, "siret"),
        ({"email": "pas une adresse"}, "email"),
        ({"rights": []}, "rights"),
        ({"starts_on": -1}, "starts_on"),
        ({"starts_on": "2026-02-31"}, "starts_on"),
        ({"starts_on": 5, "ends_on": 4}, "ends_on"),
        ({"scope": "some"}, "sites"),
        ({"scope": "some", "sites": "inconnu"}, "sites"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(cast, changes, field):
    changes = {name: day(value) if isinstance(value, int) else value for name, value in changes.items()}
    typed = {**form(), **changes}
    alice = holder(cast)
    with nothing_written():
        answer = alice.post(reverse("delegations:give", args=[cast.acme.ref]), typed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert typed["email"] in answer.content.decode()


def test_a_site_of_another_company_is_not_a_choice(cast):
    typed = form(scope="some", sites=cast.rival.site.public_id)
    answer = holder(cast).post(reverse("delegations:give", args=[cast.acme.ref]), typed)
    assert answer.status_code == 422
    assert "sites" in answer.context["form"].errors


def test_rights_that_are_not_delegable_are_not_given_even_when_posted(cast):
    """Z4, Z5."""
    alice, address = holder(cast), reverse("delegations:give", args=[cast.acme.ref])
    for right in sorted(NOT_DELEGABLE):
        with nothing_written(right):
            answer = alice.post(address, form(rights=["absences.act", right]))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["rights"]), right
    given, _ = give(cast, state="active", version="9")
    assert (given.rights, given.state) == (["absences.act", "absences.consult"], DelegationState.PENDING)


def test_a_known_firm_shows_nothing_of_itself(cast):
    """Whoever types a SIRET learns neither the firm's people nor its clients."""
    given, _ = give(cast, siret=FirmFactory(name="Secret & Associés").siret)
    shown = holder(cast).get(page(cast, "detail", given)).content.decode()
    assert "Qui peut agir" not in shown


def test_a_firm_has_one_open_delegation_of_a_company(cast):
    given, _ = give(cast)
    answer = holder(cast).post(reverse("delegations:give", args=[cast.acme.ref]), form(siret=given.firm_siret))
    assert answer.status_code == 422
    assert "déjà une délégation" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            adherent=cast.acme.adherent, firm_siret=given.firm_siret, starts_on=timezone.localdate()
        )


def asked_by(cast, firm) -> DelegationRequest:
    return DelegationRequest.objects.create(
        adherent=cast.acme.adherent, firm=firm, email="autre@cabinet.fr", rights=["legal.consult"]
    )


def test_giving_to_a_firm_that_asks_answers_it(cast):
    asked = asked_by(cast, firm := FirmFactory())
    given, _ = give(cast, siret=firm.siret)
    asked.refresh_from_db()
    assert (given.firm, asked.state) == (firm, "accepted")


def test_what_a_firm_asks_for_is_given_by_the_invitation_that_waits_for_it(cast):
    """It was invited by its SIRET, then asked: giving says what it may do now, and sends one new link."""
    first, former_link = give(cast, siret=(firm := FirmFactory()).siret)
    asked = asked_by(cast, firm)
    given, new_link = give(cast, siret=firm.siret, email=asked.email, rights=["legal.consult"])
    asked.refresh_from_db()
    assert (given.pk, given.invited_email, given.rights) == (first.pk, asked.email, ["legal.consult"])
    assert asked.state == "accepted"
    assert holder(cast).get(former_link).status_code == 410
    assert holder(cast).get(new_link).status_code == 200
    kinds = DelegationEvent.objects.filter(delegation=given).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["given", "changed", "resent"]


def test_a_request_made_while_the_invitation_was_read_is_answered_by_accepting(cast):
    given, address = give(cast)
    firm = FirmFactory(siret=given.firm_siret)
    asked, member = asked_by(cast, firm), newcomer()
    assert as_user(member).post(address, {"firm_name": "Cabinet Dupont"}).status_code == 200
    asked.refresh_from_db()
    assert asked.state == "accepted"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "active"},
        {"state": "revoked"},
        {"accepted_at": Now()},
        {"ended_at": Now()},
    ],
)
def test_the_base_refuses_a_state_that_its_dates_deny(cast, wrong):
    given, _ = give(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.filter(pk=given.pk).update(**wrong)


def test_the_history_is_never_rewritten(cast):
    give(cast)
    with pytest.raises(Exception, match="append_only|Cannot update"), transaction.atomic():
        DelegationEvent.objects.update(reason="autre")


def test_giving_asks_for_a_recent_password(cast):
    alice = cast.browser("alice")
    for name in ("give",):
        answer = alice.get(reverse(f"delegations:{name}", args=[cast.acme.ref]))
        assert answer["Location"].startswith(reverse("accounts:confirm_password"))
    for name in ("change", "revoke", "resend"):
        with nothing_written():
            answer = alice.post(page(cast, name, cast.acme.delegation), {"reason": "x"})
        assert answer["Location"].startswith(reverse("accounts:confirm_password"))


def test_whoever_acts_for_one_site_manages_no_delegation(cast, client):
    site_only = MembershipFactory(adherent=cast.acme.adherent, establishment=cast.acme.site).user
    client.force_login(site_only)
    for browser in (recent(client), holder(cast)):
        for name in ("index", "give"):
            assert browser.get(reverse(f"delegations:{name}", args=[cast.acme.site.public_id])).status_code == 403
    assert client.get(reverse("delegations:index", args=[cast.acme.ref])).status_code == 404


def test_a_change_holds_at_once_and_both_sides_read_what_changed(cast):
    """A right narrowed between the accountant's GET and POST (bad days of the issue)."""
    page_of_chloe = reverse("stoppages:index", args=[cast.acme.ref])
    Delegation.objects.filter(pk=cast.delegation.pk).update(rights=["stoppages.consult"])
    chloe = cast.browser("chloe")
    assert chloe.get(page_of_chloe).status_code == 200
    mail.outbox.clear()
    typed = form(version="1", starts_on=cast.delegation.starts_on.isoformat())
    assert holder(cast).post(page(cast, "change", cast.delegation), typed).status_code == 302
    assert chloe.get(page_of_chloe).status_code == 403
    cast.delegation.refresh_from_db()
    assert (cast.delegation.rights, cast.delegation.version) == (["absences.act", "absences.consult"], 2)
    event = DelegationEvent.objects.filter(delegation=cast.delegation).latest("pk")
    assert event.changes["Droits"][0].startswith("Arrêts")
    run_jobs()
    assert any(sent.to == [cast.alice.email] and "→" in sent.body for sent in mail.outbox)


def test_sites_are_given_one_by_one_and_taken_back(cast):
    other = EstablishmentFactory(adherent=cast.acme.adherent)
    typed = form(version="1", starts_on=cast.delegation.starts_on.isoformat(), scope="some")
    holder(cast).post(page(cast, "change", cast.delegation), {**typed, "sites": [cast.acme.site.public_id]})
    refs = {tiers.ref for tiers in authority.tiers_for(cast.chloe)}
    assert cast.acme.site.public_id in refs
    assert not {cast.acme.ref, other.public_id} & refs
    holder(cast).post(page(cast, "change", cast.delegation), {**typed, "version": "2", "scope": "all"})
    assert cast.acme.ref in {tiers.ref for tiers in authority.tiers_for(cast.chloe)}


def test_of_two_holders_at_once_the_second_is_told_what_changed(cast):
    typed = form(version="1", starts_on=cast.delegation.starts_on.isoformat())
    holder(cast).post(page(cast, "change", cast.delegation), {**typed, "rights": ["absences.act", "documents.consult"]})
    second = MembershipFactory(adherent=cast.acme.adherent).user
    browser = as_user(second)
    answer = recent(browser).post(
        page(cast, "change", cast.delegation), {**typed, "rights": ["absences.act", "legal.consult"]}
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert str(cast.alice) in text
    assert "consulter et télécharger" in text
    cast.delegation.refresh_from_db()
    assert "documents.consult" in cast.delegation.rights
    assert "legal.consult" not in cast.delegation.rights
    assert "legal.consult" in answer.context["form"]["rights"].value().boxes
    again = {**typed, "version": str(answer.context["version"]), "rights": ["legal.consult"]}
    assert recent(browser).post(page(cast, "change", cast.delegation), again).status_code == 302


def test_saving_what_is_already_so_changes_nothing(cast):
    typed = form(version="1", starts_on=cast.delegation.starts_on.isoformat())
    alice = holder(cast)
    with nothing_written():
        alice.post(page(cast, "change", cast.delegation), typed)


def test_resending_kills_the_former_link_and_may_change_the_address(cast, client):
    given, former = give(cast)
    mail.outbox.clear()
    holder(cast).post(page(cast, "resend", given), {"email": "autre@exemple.fr"})
    newer = link()
    assert client.get(former).status_code == 410
    assert client.get(newer).status_code == 200
    given.refresh_from_db()
    assert given.invited_email == "autre@exemple.fr"
    assert mail.outbox[-1].to == ["autre@exemple.fr"]


def test_revoking_ends_it_at_the_next_click_and_tells_both_sides(cast):
    home = reverse("portal_home", args=[cast.acme.ref])
    chloe = cast.browser("chloe")
    assert chloe.get(home).status_code == 200
    answer = holder(cast).post(page(cast, "revoke", cast.delegation), {"reason": "Changement de cabinet"})
    assert answer.status_code == 302
    assert chloe.get(home).status_code == 404
    cast.delegation.refresh_from_db()
    assert (cast.delegation.state, cast.delegation.end_reason) == ("revoked", "Changement de cabinet")
    again = holder(cast).post(page(cast, "revoke", cast.delegation), {"reason": "encore"}, follow=True)
    assert "a pris fin" in again.content.decode()
    history = holder(cast).get(page(cast, "detail", cast.delegation)).content.decode()
    assert "Changement de cabinet" in history


def test_a_reason_is_asked_for(cast):
    alice = holder(cast)
    with nothing_written():
        answer = alice.post(page(cast, "revoke", cast.delegation), {"reason": " "})
    assert answer.status_code == 422


def test_what_ended_is_neither_changed_nor_resent(cast):
    holder(cast).post(page(cast, "revoke", cast.delegation), {"reason": "Fin"})
    alice = holder(cast)
    with nothing_written():
        for name in ("change", "resend", "revoke"):
            assert alice.post(page(cast, name, cast.delegation), form(version="1", reason="x")).status_code == 302


def test_a_delegation_of_another_company_looks_like_a_random_one(cast):
    for name in ("detail", "change", "revoke", "resend"):
        assert holder(cast).get(page(cast, name, cast.rival.delegation)).status_code == 404
    declined = reverse("delegations:decline_request", args=[cast.acme.ref, cast.rival.request.public_id])
    alice = holder(cast)
    with nothing_written():
        assert alice.post(declined).status_code == 404


def test_a_demande_is_examined_given_or_declined(cast):
    asked = cast.acme.request
    alice, index = holder(cast), reverse("delegations:index", args=[cast.acme.ref])
    assert asked.firm.name in alice.get(index).content.decode()
    filled = alice.get(reverse("delegations:give", args=[cast.acme.ref]), {"demande": asked.public_id})
    assert filled.context["form"]["siret"].value() == asked.firm.siret
    assert filled.context["form"]["rights"].value() == ["legal.consult"]
    give(cast, siret=asked.firm.siret, email=asked.email)
    asked.refresh_from_db()
    assert asked.state == "accepted"
    assert asked.firm.name not in str(alice.get(index).context["requests"])


def test_declining_a_demande_tells_the_firm_nothing(cast):
    mail.outbox.clear()
    address = reverse("delegations:decline_request", args=[cast.acme.ref, cast.acme.request.public_id])
    page = holder(cast).post(address).content.decode()
    assert "Décliner la demande" in page
    assert DelegationRequest.objects.get(pk=cast.acme.request.pk).state == "pending"
    holder(cast).post(address, {"confirm": "1"})
    holder(cast).post(address, {"confirm": "1"})
    run_jobs()
    assert DelegationRequest.objects.get(pk=cast.acme.request.pk).state == "declined"
    assert AuditEvent.objects.filter(action="delegations.request_declined").count() == 1
    assert mail.outbox == []


def test_a_colleague_with_the_right_manages_delegations(cast):
    Membership.objects.filter(user=cast.bruno).update(rights=[Right.DELEGATIONS_ACT.value])
    assert cast.browser("bruno").get(reverse("delegations:index", args=[cast.acme.ref])).status_code == 200


def test_dates_say_more_than_the_state(cast):
    """The pages do not wait for the daily job."""
    Delegation.objects.filter(pk=cast.delegation.pk).update(ends_on=timezone.localdate())
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert "Expirée" in holder(cast).get(page(cast, "detail", cast.delegation)).content.decode()


def test_what_ended_by_its_last_day_is_history_before_the_job_says_so(cast):
    yesterday = timezone.localdate() - timedelta(days=1)
    Delegation.objects.filter(pk=cast.delegation.pk).update(ends_on=yesterday)
    context = holder(cast).get(reverse("delegations:index", args=[cast.acme.ref])).context
    assert cast.delegation.public_id not in {given.ref for given in context["delegations"]}
    assert cast.delegation.public_id in {given.ref for given in context["past"]}
