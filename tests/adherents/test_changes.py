"""Requests of change, as a company makes and follows them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MembershipRole
from adherents.changes import services
from adherents.enums import ChangeKind, ChangeState, ContactKind
from adherents.models import BankAccount, ChangeProof, ChangeRequest, Contact
from core import files
from core.guards import Assurance
from core.models import AuditEvent, OutgoingMessage
from core.rights import Right
from core.sealing import unseal
from tests.adherents.changes_kit import (
    NEW_ADDRESS,
    access_of,
    address_of,
    ask_address,
    ask_bank,
    browser_of,
    only_change,
    proof,
    seen_on,
)
from tests.core.test_uploads import REFUSED, pdf
from tests.factories import (
    IBAN,
    BankAccountFactory,
    ChangeFactory,
    ContactFactory,
    DelegationFactory,
    EstablishmentFactory,
    FirmMemberFactory,
    MembershipFactory,
    ProofFactory,
)

pytestmark = pytest.mark.django_db
CONTACT = {"name": "Paul Petit", "email": "paie@exemple.fr", "phone": "01 99 00 12 34"}


def stored() -> set[str]:
    return set(files.names_in("justificatifs"))


def test_an_address_is_asked_for_with_its_proof_and_both_sides_are_told(browser, member):
    response = ask_address(browser, member, address="  12 rue   du Parpaing \r\n\r\n93100 Montreuil ")
    change = only_change()
    assert response["Location"] == address_of("change", member, change.public_id)
    assert change.asked == {"address": NEW_ADDRESS}
    assert change.before == {"address": member.adherent.head_office.address}
    assert change.asked_by == member.user
    (kept,) = change.proofs.all()
    assert files.read(kept.stored_name).startswith(b"\x89PNG")
    told = {(mail.kind, mail.recipient) for mail in OutgoingMessage.objects.all()}
    assert told == {
        ("adherents/change_received", member.user.email),
        ("adherents/change_to_treat", member.adherent.caisse.email),
    }
    assert AuditEvent.objects.filter(action="adherents.change_requested", adherent_id=member.adherent_id).count() == 1
    member.adherent.head_office.refresh_from_db()
    assert member.adherent.head_office.address != NEW_ADDRESS
    assert "En cours d’examen" in browser.get(response["Location"]).content.decode()


def test_a_contact_needs_no_proof(browser, member):
    url = address_of("request_contact_change", member, "paie")
    browser.post(url, {"seen": seen_on(browser, url), **CONTACT})
    assert only_change().asked == {"name": "Paul Petit", "email": "paie@exemple.fr", "phone": "+33199001234"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "", "phone": ""}, "email"),
        ({"email": "paie@"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"name": " "}, "name"),
    ],
)
def test_a_contact_that_cannot_be_reached_is_refused_and_kept_on_the_form(browser, member, values, field):
    url = address_of("request_contact_change", member, "paie")
    response = browser.post(url, {"seen": seen_on(browser, url), **CONTACT, **values})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Paul Petit" in response.content.decode() or field == "name"
    assert not ChangeRequest.objects.exists()


def test_an_iban_is_sealed_and_shown_nowhere_in_clear(browser, member, caplog):
    page = browser.get(ask_bank(browser, member, iban=f" {IBAN[:4]} {IBAN[4:].lower()}")["Location"]).content.decode()
    change = only_change()
    assert unseal(bytes(change.sealed)) == IBAN
    assert change.asked == {"holder": "Durand", "iban": "FR76 •••• … 189"}
    texts = [page, caplog.text, str(list(AuditEvent.objects.values())), str(list(ChangeRequest.objects.values()))]
    texts += [mail.subject + mail.body_text + mail.body_html for mail in OutgoingMessage.objects.all()]
    assert not [text for text in texts if "30006" in text.replace(" ", "")]
    assert not [mail for mail in OutgoingMessage.objects.all() if "189" in mail.body_text]


@pytest.mark.parametrize(
    ("iban", "words"), [("FR00", "il en manque"), (IBAN[:-1] + "0", "clé de contrôle"), ("US64", "SEPA")]
)
def test_a_wrong_iban_says_how_to_mend_it_and_the_holder_is_kept(browser, member, iban, words):
    response = ask_bank(browser, member, iban=iban, holder="Durand & Filles")
    body = response.content.decode()
    assert response.status_code == 422
    assert words in body
    assert "Durand &amp; Filles" in body
    assert not ChangeRequest.objects.exists()


def test_a_bank_account_asks_for_a_recent_password_then_comes_back(member):
    client = browser_of(member, with_recent_password=False)
    url = address_of("request_bank_change", member)
    response = client.get(url)
    assert response["Location"].startswith(reverse("accounts:confirm_password"))
    assert client.post(url, {"iban": IBAN}).status_code == 302
    assert not ChangeRequest.objects.exists()


def test_a_bank_account_asks_for_a_certified_mobile(browser, member):
    member.user.mobile_certified_at = None
    member.user.save()
    response = browser.get(address_of("request_bank_change", member), follow=True)
    assert response.redirect_chain[0][0] == reverse("accounts:phones")
    assert "mobile certifié" in response.content.decode()


def test_a_mobile_certified_too_long_ago_is_not_certified(browser, member, settings):
    member.user.mobile_certified_at = timezone.now() - settings.MOBILE_CERTIFICATION_LIFETIME
    member.user.save()
    assert browser.post(address_of("request_bank_change", member))["Location"] == reverse("accounts:phones")


def test_an_assurance_that_nobody_answers_for_closes_the_view(browser, member, monkeypatch):
    monkeypatch.setattr("core.guards._leads", {})
    browser.raise_request_exception = False
    assert browser.get(address_of("request_bank_change", member)).status_code == 500


def test_the_bank_view_declares_what_it_asks_for():
    from adherents.changes import views  # noqa: PLC0415

    assert views.request_bank_change.assurances == {Assurance.RECENT_PASSWORD, Assurance.CERTIFIED_MOBILE}


def test_someone_of_one_site_never_touches_the_bank_account(member):
    site = EstablishmentFactory(adherent=member.adherent)
    rights = sorted({Right.BANK_ACT, Right.LEGAL_ACT, Right.LEGAL_CONSULT})
    person = MembershipFactory(
        user=member.user, adherent=member.adherent, establishment=site, role=MembershipRole.COLLEAGUE, rights=rights
    )
    member.ended_at = timezone.now()
    member.save()
    ChangeFactory(adherent=member.adherent)
    client = browser_of(person)
    assert client.get(address_of("request_bank_change", person)).status_code == 403
    assert AuditEvent.objects.filter(action="core.access_refused", result="refused").count() == 1
    assert "Aucune demande" in client.get(address_of("changes", person)).content.decode()
    foreign = address_of("request_address_change", person, member.adherent.head_office.public_id)
    assert client.get(foreign).status_code == 404
    url = address_of("request_contact_change", person, "chantier")
    client.post(url, {"seen": seen_on(client, url), **CONTACT})
    assert ChangeRequest.objects.get(contact_kind="chantier").establishment == site


def test_an_accountant_sees_no_request_about_the_bank_account(member):
    bank = ChangeFactory(
        adherent=member.adherent,
        kind=ChangeKind.BANK,
        contact_kind="",
        asked={"holder": "Durand", "iban": "FR76 •••• … 189"},
        state=ChangeState.WITHDRAWN,
        treated_at=timezone.now(),
    )
    bank_proof = ProofFactory(change=bank, name="rib.pdf")
    contact = ChangeFactory(adherent=member.adherent)
    firm_member = FirmMemberFactory()
    DelegationFactory(
        adherent=member.adherent, firm=firm_member.firm, rights=[Right.LEGAL_CONSULT, Right.LEGAL_ACT, Right.BANK_ACT]
    )
    client = browser_of(MembershipFactory.build(user=firm_member.user, adherent=member.adherent))
    ref = member.adherent.public_id
    assert client.get(reverse("adherents:change", args=[ref, contact.public_id])).status_code == 200
    for name, row in (("change", bank), ("proof", bank_proof)):
        assert client.get(reverse(f"adherents:{name}", args=[ref, row.public_id])).status_code == 404
    assert client.post(reverse("adherents:withdraw_change", args=[ref, bank.public_id])).status_code == 404
    assert "Compte bancaire" not in client.get(reverse("adherents:changes", args=[ref])).content.decode()
    assert client.get(reverse("adherents:request_bank_change", args=[ref])).status_code == 403


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_file_that_is_refused_leaves_what_was_typed_and_nothing_on_the_disk(browser, member, name):
    before = stored()
    response = ask_address(browser, member, proofs=proof(f"{name}.pdf", REFUSED[name][0]))
    assert response.status_code == 422
    assert "proofs" in response.context["form"].errors
    assert "93100 Montreuil" in response.content.decode()
    assert not ChangeRequest.objects.exists()
    assert stored() == before


def test_several_files_are_counted_and_weighed_together(browser, member, settings):
    settings.CHANGE_PROOF_MAX_BYTES = len(pdf()) + 200
    heavy = ask_address(browser, member, proofs=[proof("a.pdf", pdf()), proof("b.pdf", pdf())])
    assert "ensemble" in str(heavy.context["form"].errors["proofs"])
    many = ask_address(browser, member, proofs=[proof(f"{n}.png") for n in range(4)])
    assert "au plus 3 fichiers" in str(many.context["form"].errors["proofs"])
    assert ask_address(browser, member, proofs=[proof(f"{n}.png") for n in range(3)]).status_code == 302
    assert only_change().proofs.count() == 3


def test_a_proof_is_required_for_an_address_and_for_a_bank_account(browser, member):
    for response in (ask_address(browser, member, proofs=""), ask_bank(browser, member, proofs="")):
        assert "Joignez un justificatif." in response.content.decode()
    assert not ChangeRequest.objects.exists()


def test_a_proof_is_given_back_under_a_harmless_name_to_its_company_only(browser, member, cast):
    ask_address(browser, member, proofs=proof('..\\a\u202ejpg".exe'))
    kept = ChangeProof.objects.exclude(name__startswith="Justificatif").get()
    response = browser.get(address_of("proof", member, kept.public_id))
    assert response["Content-Disposition"] == 'attachment; filename="ajpg.png"'
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    stranger = cast.browser("alice").get(reverse("adherents:proof", args=[cast.acme.ref, kept.public_id]))
    assert stranger.status_code == 404
    assert kept.stored_name.removeprefix("justificatifs/").isalnum()


def test_one_request_at_a_time_for_one_object(browser, member):
    ask_address(browser, member)
    url = address_of("request_address_change", member, member.adherent.head_office.public_id)
    for response in (browser.get(url), browser.post(url, {"address": NEW_ADDRESS})):
        assert response["Location"] == address_of("change", member, only_change().public_id)
    with pytest.raises(services.AlreadyAsked):
        _request_again(member)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeFactory(
            adherent=member.adherent,
            kind=ChangeKind.ADDRESS,
            establishment=member.adherent.head_office,
            contact_kind="",
        )


def _request_again(member):
    target = services.ChangeTarget(ChangeKind.ADDRESS, member.adherent.head_office)
    present = services.present_of(member.adherent_id, target)
    services.request_change(
        access=access_of(member), target=target, asked={"address": "x"}, seen=present.mark, proofs=[]
    )


def test_what_changed_while_the_form_was_open_is_told_and_nothing_is_sent(browser, member):
    ContactFactory(adherent=member.adherent, kind=ContactKind.PAYROLL, name="Ancienne personne")
    url = address_of("request_contact_change", member, "paie")
    seen = seen_on(browser, url)
    Contact.objects.update(name="Personne arrivée entre-temps")
    response = browser.post(url, {"seen": seen, **CONTACT})
    body = response.content.decode()
    assert response.status_code == 422
    assert "ont changé depuis" in body
    assert "Personne arrivée entre-temps" in body
    assert "Paul Petit" in body
    assert not ChangeRequest.objects.exists()
    assert browser.post(url, {"seen": response.context["seen"], **CONTACT}).status_code == 302


def test_asking_for_what_is_already_so_is_told(browser, member):
    BankAccountFactory(adherent=member.adherent, holder="Durand")
    assert "déjà les informations enregistrées" in ask_bank(browser, member).content.decode()
    same = ask_address(browser, member, address=member.adherent.head_office.address)
    assert "déjà les informations enregistrées" in same.content.decode()
    assert not ChangeRequest.objects.exists()


def test_a_closed_site_and_an_unknown_contact_have_no_form(browser, member):
    site = EstablishmentFactory(adherent=member.adherent, closed_on=timezone.localdate())
    assert browser.get(address_of("request_address_change", member, site.public_id)).status_code == 404
    assert browser.get(address_of("request_contact_change", member, "inconnu")).status_code == 404


def test_a_request_is_withdrawn_while_it_is_open(browser, member):
    ask_bank(browser, member)
    change = only_change()
    url = address_of("withdraw_change", member, change.public_id)
    assert "Votre caisse n’examinera plus cette demande" in browser.post(url).content.decode()
    assert only_change().is_open
    assert "Votre demande est retirée" in browser.post(url, {"confirm": "1"}, follow=True).content.decode()
    change.refresh_from_db()
    assert (change.state, change.sealed) == (ChangeState.WITHDRAWN, None)
    assert "a été retirée" in browser.post(url, {"confirm": "1"}, follow=True).content.decode()
    assert not BankAccount.objects.exists()
    assert ask_bank(browser, member).status_code == 302


def test_withdrawing_a_bank_request_needs_the_right_to_make_it(member):
    ask_bank(browser_of(member), member)
    rights = [Right.LEGAL_CONSULT, Right.LEGAL_ACT]
    colleague = MembershipFactory(adherent=member.adherent, role=MembershipRole.COLLEAGUE, rights=rights)
    client = browser_of(colleague)
    url = address_of("withdraw_change", colleague, only_change().public_id)
    assert client.post(url).status_code == 403
    page = client.get(address_of("change", colleague, only_change().public_id)).content.decode()
    assert "Retirer la demande" not in page
    assert only_change().is_open


def test_when_the_database_refuses_no_file_is_left_behind(member, monkeypatch):
    before = stored()
    monkeypatch.setattr("adherents.emails.change_to_treat", lambda change: 1 / 0)
    client = browser_of(member)
    client.raise_request_exception = False
    assert ask_address(client, member).status_code == 500
    assert not ChangeRequest.objects.exists()
    assert stored() == before
