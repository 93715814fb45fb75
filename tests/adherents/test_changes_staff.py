"""Requests of change, as the staff of the caisse treat them."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MembershipRole, StaffRole
from adherents.changes import services
from adherents.enums import ChangeState
from adherents.models import BankAccount, ChangeRequest, Contact, ContributionRate, Establishment, WeatherCampaign
from core.models import AuditEvent, OutgoingMessage
from core.rights import Right
from core.sealing import unseal
from tests.adherents.changes_kit import (
    NEW_ADDRESS,
    ask_address,
    ask_bank,
    browser_of,
    certified,
    only_change,
)
from tests.factories import (
    IBAN,
    BankAccountFactory,
    CaisseFactory,
    ChangeFactory,
    ContactFactory,
    MembershipFactory,
    StaffFactory,
)
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


def staff_of(caisse, role=StaffRole.MANAGER):
    return StaffFactory(staff_caisse=caisse, staff_role=role)


@pytest.fixture
def sami(member):
    return staff_of(member.adherent.caisse)


@pytest.fixture
def desk(sami):
    return staff_client(sami)


def at(name, change):
    return reverse(f"admin:adherents_changerequest_{name}", args=[change.pk])


def accept(desk, change, **values):
    seen = desk.get(at("change", change)).context["seen"]
    return desk.post(at("accept", change), {"seen": seen, **values}, follow=True)


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def mails(kind):
    return list(OutgoingMessage.objects.filter(kind=f"adherents/{kind}"))


def test_an_address_accepted_is_written_and_told(browser, member, desk, sami):
    ask_address(browser, member)
    change = only_change()
    page = desk.get(at("change", change)).content.decode()
    assert "12 rue du Parpaing" in page
    assert "3 quai de Bercy" in page
    assert "est acceptée" in accept(desk, change).content.decode()
    change.refresh_from_db()
    assert (change.state, change.treated_by) == (ChangeState.ACCEPTED, sami)
    assert Establishment.objects.get(pk=change.establishment_id).address == NEW_ADDRESS
    (mail,) = mails("change_accepted")
    assert mail.recipient == member.user.email
    event = AuditEvent.objects.get(action="adherents.change_accepted")
    assert (event.actor_id, event.adherent_id) == (sami.pk, member.adherent_id)


def test_an_iban_accepted_replaces_the_other_and_leaves_the_request(browser, member, desk):
    BankAccountFactory(adherent=member.adherent, iban="DE89370400440532013000", holder="Ancien")
    ask_bank(browser, member)
    accept(desk, only_change())
    account = BankAccount.objects.get()
    assert (account.holder, account.masked_iban, unseal(bytes(account.sealed))) == ("Durand", "FR76 •••• … 189", IBAN)
    assert only_change().sealed is None
    assert "30006" not in str(list(AuditEvent.objects.values()))
    # The number of a row or of a company may hold the same figures: not alone, nor out of an address.
    told = [re.sub(r"https?://[^\s\"]+", "", mail.body_text + mail.body_html) for mail in OutgoingMessage.objects.all()]
    assert told
    assert not [text for text in told if re.search(r"\b189\b", text)]


def test_a_contact_accepted_is_made_or_replaced(member, desk):
    for name in ("Paul Petit", "Paule Grand"):
        change = ChangeFactory(adherent=member.adherent, asked={"name": name, "email": "p@exemple.fr", "phone": ""})
        accept(desk, change)
    assert [contact.name for contact in Contact.objects.all()] == ["Paule Grand"]


def test_a_refusal_says_why_and_changes_nothing(browser, member, desk):
    ask_address(browser, member)
    change = only_change()
    for nothing in (
        {"reason": " "},
        {"reason": "other", "complement": " "},
        {"complement": "Le bail n’est pas signé."},
    ):
        assert desk.post(at("refuse", change), nothing).status_code == 422
    assert only_change().is_open
    desk.post(at("refuse", change), {"reason": "other", "complement": "Le bail n’est pas signé."})
    change.refresh_from_db()
    assert (change.state, change.reason) == (ChangeState.REFUSED, "Le bail n’est pas signé.")
    assert Establishment.objects.get(pk=change.establishment_id).address != NEW_ADDRESS
    (mail,) = mails("change_refused")
    assert "Le bail n’est pas signé." in mail.body_text


@pytest.mark.parametrize("name", ["accept", "refuse"])
def test_what_is_treated_is_not_treated_again(browser, member, desk, name):
    ask_address(browser, member)
    change = only_change()
    seen = desk.get(at("change", change)).context["seen"]
    services.withdraw_change(access=_access(member), change=change)
    told = desk.post(at(name, change), {"seen": seen, "reason": "no_proof"}, follow=True).content.decode()
    assert "a été retirée par l’entreprise" in told
    assert only_change().state == ChangeState.WITHDRAWN
    assert Establishment.objects.get(pk=change.establishment_id).address != NEW_ADDRESS


def _access(member):
    from tests.adherents.changes_kit import access_of  # noqa: PLC0415

    return access_of(member)


def test_what_changed_since_the_page_was_shown_is_told_and_nothing_is_overwritten(member, desk):
    contact = ContactFactory(adherent=member.adherent, kind="paie", name="Ancienne personne")
    change = ChangeFactory(
        adherent=member.adherent, before={"name": "Ancienne personne", "email": contact.email, "phone": contact.phone}
    )
    seen = desk.get(at("change", change)).context["seen"]
    Contact.objects.update(name="Personne arrivée entre-temps")
    told = desk.post(at("accept", change), {"seen": seen}, follow=True).content.decode()
    assert "ont changé depuis" in told
    assert "Elles étaient alors" in told
    assert Contact.objects.get().name == "Personne arrivée entre-temps"
    assert only_change().is_open
    accept(desk, change)
    assert Contact.objects.get().name == "Paul Petit"


def test_two_ibans_that_look_the_same_are_not_the_same(browser, member, desk):
    account = BankAccountFactory(adherent=member.adherent, holder="Ancien")
    ask_bank(browser, member)
    change = only_change()
    seen = desk.get(at("change", change)).context["seen"]
    account.updated_at = change.asked_at
    account.save()
    assert "ont changé depuis" in desk.post(at("accept", change), {"seen": seen}, follow=True).content.decode()


def test_showing_an_iban_is_a_posted_act_in_the_journal(browser, member, desk, sami):
    ask_bank(browser, member)
    change = only_change()
    assert "30006" not in desk.get(at("change", change)).content.decode()
    assert desk.get(at("show_iban", change)).status_code == 302
    shown = desk.post(at("show_iban", change))
    assert "FR76 3000 6000 0112 3456 7890 189" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    event = AuditEvent.objects.get(action="adherents.iban_shown")
    assert event.actor_id == sami.pk
    accept(desk, change)
    assert "déjà été acceptée" in desk.post(at("show_iban", change), follow=True).content.decode()
    account = BankAccount.objects.get()
    page = desk.post(reverse("admin:adherents_bankaccount_show_iban", args=[account.pk])).content.decode()
    assert "3456 7890 189" in page
    assert actions().count("adherents.iban_shown") == 2


def test_a_reader_reads_and_does_nothing(browser, member):
    ask_bank(browser, member)
    change, reader = only_change(), staff_of(member.adherent.caisse, StaffRole.READER)
    desk = staff_client(reader)
    page = desk.get(at("change", change)).content.decode()
    assert "Accepter" not in page
    assert "Afficher l’IBAN" not in page
    for name in ("accept", "refuse", "show_iban"):
        assert desk.post(at(name, change), {"reason": "no_proof", "seen": "x"}).status_code == 403
    with pytest.raises(PermissionDenied):
        services.refuse_change(change=change, by=reader, reason="Non")
    assert only_change().is_open


def test_a_proof_opened_by_staff_is_a_download_in_the_journal(browser, member, desk):
    ask_address(browser, member)
    change = only_change()
    url = reverse("admin:adherents_changerequest_proof", args=[change.pk, change.proofs.get().pk])
    response = desk.get(url)
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert response["Content-Disposition"].startswith("attachment")
    assert actions().count("adherents.proof_read") == 1
    other = ChangeFactory(adherent=member.adherent)
    stray = reverse("admin:adherents_changerequest_proof", args=[other.pk, change.proofs.get().pk])
    assert desk.get(stray).status_code == 404


def test_open_requests_follow_a_company_to_its_new_caisse(browser, member, desk, sami):
    ask_address(browser, member)
    change, elsewhere = only_change(), CaisseFactory()
    rose = staff_of(elsewhere)
    assert staff_client(rose).get(at("change", change)).status_code == 404
    member.adherent.caisse = elsewhere
    member.adherent.save()
    assert desk.get(at("change", change)).status_code == 404
    with pytest.raises(PermissionDenied):
        services.refuse_change(change=change, by=sami, reason="Trop tard")
    accept(staff_client(rose), change)
    assert only_change().state == ChangeState.ACCEPTED
    assert AuditEvent.objects.get(action="adherents.change_accepted").caisse_id == elsewhere.pk


def test_the_queue_shows_what_waits_first_in_constant_queries(member, desk):
    listing = reverse("admin:adherents_changerequest_changelist")
    ChangeFactory(adherent=member.adherent)
    desk.get(listing)

    def counted():
        with CaptureQueriesContext(connection) as captured:
            response = desk.get(listing)
        return len(captured), response

    few, _ = counted()
    for rank in range(30):
        change = ChangeFactory(adherent=member.adherent, contact_kind="legal")
        services.refuse_change(change=change, by=StaffFactory(is_superuser=True), reason=f"Motif {rank}")
    many, response = counted()
    assert few == many <= 12
    states = [change.state for change in response.context["cl"].result_list]
    assert (states[0], set(states[1:])) == (ChangeState.SENT, {ChangeState.REFUSED})
    found = desk.get(listing, {"q": member.adherent.cibtp_id}).context["cl"].queryset.count()
    assert found == ChangeRequest.objects.count()


def test_the_holders_are_told_of_a_change_of_bank_account_that_a_colleague_asks_for(member, desk):
    """And whoever asked, once."""
    rights = sorted({Right.LEGAL_CONSULT, Right.BANK_ACT})
    colleague = MembershipFactory(
        user=certified(), adherent=member.adherent, role=MembershipRole.COLLEAGUE, rights=rights
    )
    gone = MembershipFactory(adherent=member.adherent)
    gone.ended_at = timezone.now()
    gone.save()
    ask_bank(browser_of(colleague), colleague)
    accept(desk, only_change())
    told = OutgoingMessage.objects.filter(kind="accounts/bank_change").order_by("pk")
    assert [mail.recipient for mail in told] == [member.user.email] * 2
    assert ["est demandé" in mail.subject for mail in told] == [True, False]
    assert [mail.recipient for mail in mails("change_accepted")] == [colleague.user.email]


def test_a_person_who_left_is_not_written_to(browser, member, desk):
    ask_address(browser, member)
    member.user.is_active = False
    member.user.save()
    accept(desk, only_change())
    assert mails("change_accepted") == []


def test_rates_of_a_caisse_never_overlap(desk, sami):
    url = reverse("admin:adherents_contributionrate_add")
    typed = {"kind": "leave", "rate": "20.10", "starts_on": "2026-04-01", "ends_on": "", "source": "Conseil"}
    typed["caisse"] = sami.staff_caisse_id
    made = desk.post(url, typed)
    assert made.status_code == 302, made.context["adminform"].form.errors
    assert ContributionRate.objects.get().rate == Decimal("20.10")
    response = desk.post(url, {**typed, "starts_on": "2027-01-01", "rate": "19.90"})
    assert response.context["adminform"].form.errors
    response = desk.post(url, {**typed, "ends_on": "2025-12-31"})
    assert "La fin vient avant le début" in response.context["adminform"].form.errors["ends_on"][0]
    assert ContributionRate.objects.count() == 1


def test_the_campaigns_belong_to_the_network(desk):
    campaign = WeatherCampaign.objects.first()
    assert desk.get(reverse("admin:adherents_weathercampaign_changelist")).status_code == 200
    url = reverse("admin:adherents_weathercampaign_change", args=[campaign.pk])
    assert desk.post(url, {"source": "inventée"}).status_code == 403


def test_asking_from_the_portal_after_a_refusal_is_possible(member, desk):
    client = browser_of(member)
    ask_address(client, member)
    desk.post(at("refuse", only_change()), {"reason": "unreadable_proof"})
    assert ask_address(client, member).status_code == 302
    assert ChangeRequest.objects.open().count() == 1
