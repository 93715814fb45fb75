"""Mon compte: coordinates, messages, companies, my data, closing; and what each change tells."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import emails
from accounts.models import EmailChange, Membership, PhoneCertification, User
from accounts.person.services import account as services
from core.models import AuditEvent
from core.throttling import Throttled
from tests.accounts.steps import closing_connection, is_signed_in, link_to, mails, sign_in, signed_in
from tests.factories import PASSWORD, FirmMemberFactory, MembershipFactory, StaffFactory, UserFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

MOBILE, E164 = "06 12 34 56 78", "+33612345678"
OTHER, OTHER_E164 = "07 56 78 90 12", "+33756789012"
NEW_PASSWORD = "Fil-a-plomb-2027"
NEW = {"present_password": PASSWORD, "password": NEW_PASSWORD, "password_confirmation": NEW_PASSWORD}
ACCOUNT, PHONES, MESSAGES, DATA, CLOSE = (
    reverse(f"accounts:{name}") for name in ("account", "phones", "messages", "data", "close")
)
SEND, CHECK, REMOVE = (
    reverse(f"accounts:{name}") for name in ("send_my_mobile_code", "check_my_mobile_code", "remove_mobile")
)
CHANGE_PASSWORD, CONFIRM = reverse("accounts:change_password"), reverse("accounts:confirm_password")


@pytest.fixture
def user():
    return MembershipFactory(user__email="alice@exemple.fr", adherent__name="Durand Maçonnerie").user


@pytest.fixture
def alice(user):
    return signed_in(user)


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path) -> Path:
    settings.OUTBOX_DIR = tmp_path
    return tmp_path


def sms_code(outbox: Path) -> str:
    run_jobs()
    return re.search(r"\b\d{6}\b", json.loads(max(outbox.glob("*.json")).read_text())["text"]).group()


def page(client: Client, address: str = ACCOUNT) -> str:
    return client.get(address).content.decode()


# --- Compte


def test_overview_says_who_i_am_here_and_how_to_correct_it(user):
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        signed_in(user)
    alice = signed_in(user)
    alice.get(reverse("portal_home", args=[user.memberships.get().adherent.public_id]))
    body = page(alice)
    assert "dernière connexion le" in body
    assert "Certifiée jusqu’au" in body
    assert "Durand Maçonnerie" in body
    assert "votre caisse, qui seule peut les corriger, à votre demande" in body
    assert "contact@caisse.example" in body
    assert re.search(r'aria-current="page">Compte<', body)


def test_overview_without_company_says_what_to_do(db):
    assert "Aucune entreprise rattachée" in page(signed_in(UserFactory()))


def test_names_are_no_field(alice, user):
    alice.post(PHONES, {"landline": "", "first_name": "Mallory", "last_name": "X", "is_staff": "on"})
    user.refresh_from_db()
    assert (user.first_name, user.is_staff) == ("Alice", False)


@pytest.mark.parametrize(("typed", "kept"), [("01 23 45 67 89", "+33123456789"), ("", "")])
def test_landline_is_saved(alice, user, typed, kept):
    assert alice.post(PHONES, {"landline": typed})["Location"] == PHONES
    user.refresh_from_db()
    assert user.landline == kept


def test_wrong_landline_is_refused_in_words(alice):
    response = alice.post(PHONES, {"landline": "12"})
    assert response.status_code == 422
    assert "n’est pas valide" in response.content.decode()


# --- A recent password


SENSITIVE = ("send_my_mobile_code", "check_my_mobile_code", "remove_mobile", "enrol")
SENSITIVE_TOO = ("renew_recovery_codes", "switch_off_second_factor")


@pytest.mark.parametrize("name", [*SENSITIVE, *SENSITIVE_TOO])
@pytest.mark.parametrize(("age", "asked"), [(15 * 60, False), (15 * 60 + 1, True)])
def test_sensitive_changes_ask_for_a_password_of_less_than_15_minutes(user, name, age, asked):
    start = timezone.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False) as clock:
        alice = signed_in(user)
        clock.move_to(start + timedelta(seconds=age))
        response = alice.post(reverse(f"accounts:{name}"), {"mobile": MOBILE})
        assert (response.headers.get("Location", "").startswith(CONFIRM)) is asked
        assert not (asked and PhoneCertification.objects.exists())


def test_password_once_confirmed_one_is_back_on_the_page(user):
    client = Client()
    client.force_login(user)
    response = client.post(REMOVE, headers={"Referer": f"http://testserver{PHONES}"})
    assert response["Location"] == f"{CONFIRM}?next={PHONES.replace('/', '%2F')}"
    assert client.post(CONFIRM, {"present_password": "faux", "next": PHONES}).status_code == 422
    assert client.post(CONFIRM, {"present_password": PASSWORD, "next": PHONES})["Location"] == PHONES
    assert client.post(REMOVE)["Location"] == PHONES


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_confirming_the_password_leads_nowhere_else(alice, wanted):
    assert alice.post(CONFIRM, {"present_password": PASSWORD, "next": wanted})["Location"] == ACCOUNT
    stale = Client()
    stale.force_login(User.objects.get(email="alice@exemple.fr"))
    response = stale.post(REMOVE, headers={"Referer": wanted})
    assert response["Location"] == f"{CONFIRM}?next={ACCOUNT.replace('/', '%2F')}"


def test_htmx_leads_the_whole_page_to_the_password(user):
    client = Client()
    client.force_login(user)
    response = client.post(SEND, {"mobile": MOBILE}, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"].partition("?")[0]) == (204, CONFIRM)


def test_after_signing_in_again_one_is_on_a_page_and_not_on_an_action(client):
    response = client.post(REMOVE, headers={"Referer": f"http://testserver{PHONES}"})
    assert response["Location"] == f"/connexion/?next={PHONES}"
    assert client.post(REMOVE)["Location"] == "/connexion/"


# --- Mot de passe


def test_new_password_ends_the_other_sessions_and_keeps_this_one(alice, user):
    elsewhere = signed_in(user)
    assert alice.post(CHANGE_PASSWORD, NEW)["Location"] == reverse("accounts:security")
    assert is_signed_in(alice)
    assert not is_signed_in(elsewhere)
    assert sign_in(Client(), user).status_code == 422
    assert sign_in(Client(), user, NEW_PASSWORD).status_code == 302
    assert "Votre mot de passe a été modifié" in mails()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"present_password": "faux"}, "Ce n’est pas votre mot de passe actuel"),
        ({"password": "toutpetit", "password_confirmation": "toutpetit"}, "une majuscule"),
        ({"password": PASSWORD, "password_confirmation": PASSWORD}, "identique à l’actuel"),
        ({"password_confirmation": "Autre-Chose-88"}, "diffèrent"),
        ({"password": "Alice-Martin-7", "password_confirmation": "Alice-Martin-7"}, ""),
    ],
)
def test_new_password_refused(alice, user, typed, said):
    response = alice.post(CHANGE_PASSWORD, {**NEW, **typed})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert sign_in(Client(), user).status_code == 302


@pytest.mark.parametrize("address", [CHANGE_PASSWORD, CONFIRM, CLOSE, reverse("accounts:change_email")])
def test_wrong_present_password_is_counted_everywhere(alice, address):
    """A7: the sixth is refused even if right, for 15 minutes."""
    typed = {**NEW, "understood": "on", "email": "autre@exemple.fr", "next": ""}
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        for _ in range(5):
            assert alice.post(address, {**typed, "present_password": "Faux-Faux-1"}).status_code == 422
        refused = alice.post(address, typed)
        assert (refused.status_code, refused["Retry-After"]) == (429, "900")
        assert "Trop d’essais : réessayez dans 15 minutes" in refused.content.decode().replace("\xa0", " ")
    with time_machine.travel(start + timedelta(seconds=901), tick=False):
        assert alice.post(address, typed).status_code in {200, 302}


@pytest.mark.django_db(transaction=True)
def test_of_forty_parallel_guesses_of_the_present_password_five_are_hashed():
    user = UserFactory()
    hashed = []

    @closing_connection
    def guess(number: int) -> str:
        try:
            services.check_password(user=user, password=f"Faux-Faux-{number}")
        except Throttled:
            return "slowed"
        except services.WrongPassword:
            return "wrong"
        return "right"

    with (
        mock.patch("accounts.hashers.PortalArgon2Hasher.verify", lambda *args: hashed.append(args)),
        ThreadPoolExecutor(10) as pool,
    ):
        answers = list(pool.map(guess, range(40)))
    assert (len(hashed), answers.count("wrong"), answers.count("slowed")) == (5, 5, 35)


# --- Quitter une entreprise


def leave_address(user: User) -> str:
    return reverse("accounts:leave", args=[user.memberships.get().adherent.public_id])


def test_leaving_a_company_takes_effect_at_once_and_is_told(alice, user):
    home = reverse("portal_home", args=[user.memberships.get().adherent.public_id])
    elsewhere = signed_in(user)
    mails()
    assert elsewhere.get(home).status_code == 200
    assert "seul titulaire" in page(alice, leave_address(user))
    assert alice.post(leave_address(user))["Location"] == ACCOUNT
    assert elsewhere.get(home).status_code == 404
    assert mails() == ["Vous avez quitté une entreprise"]
    line = AuditEvent.objects.get(action="accounts.left")
    assert (line.actor_id, line.tiers_label) == (user.pk, "Durand Maçonnerie")
    assert "Aucune entreprise rattachée" in page(alice)


def test_leaving_says_nothing_of_the_last_holder_when_there_is_another(alice, user):
    MembershipFactory(adherent=user.memberships.get().adherent)
    assert "seul titulaire" not in page(alice, leave_address(user))


@pytest.mark.parametrize("method", ["get", "post"])
def test_company_of_others_cannot_be_left(alice, method):
    other = MembershipFactory()
    response = getattr(alice, method)(reverse("accounts:leave", args=[other.adherent.public_id]))
    assert response.status_code == 404
    assert Membership.objects.in_force().filter(pk=other.pk).exists()


# --- Mes données


def test_my_data_in_a_page_and_in_a_file(alice, user):
    FirmMemberFactory(user=user, firm__name="Comptes et Bilans")
    body = page(alice, DATA)
    response = alice.get(reverse("accounts:data_json"))
    content = response.json()
    assert response["Content-Disposition"] == 'attachment; filename="mes-donnees.json"'
    assert content["coordonnees"]["adresse_electronique"] == "alice@exemple.fr"
    assert content["rattachements"][0]["entreprise"] == "Durand Maçonnerie"
    assert content["cabinets"][0]["nom"] == "Comptes et Bilans"
    assert [line["action"] for line in content["journal"]] == ["Données personnelles téléchargées", "Connexion"]
    for shown in ("alice@exemple.fr", "Durand Maçonnerie", "Comptes et Bilans", "Sessions ouvertes", "Rien pour le"):
        assert shown in body
    assert AuditEvent.objects.filter(action="accounts.data_downloaded", actor_id=user.pk).count() == 1


def test_my_data_hold_no_secret_and_nobody_else(alice, user):
    other = MembershipFactory(user__email="mallory@exemple.fr", adherent__name="Rival et Fils")
    signed_in(other.user)
    user.refresh_from_db()
    both = page(alice, DATA) + alice.get(reverse("accounts:data_json")).content.decode()
    assert "mallory" not in both
    assert "Rival" not in both
    assert user.password not in both
    assert alice.cookies["sessionid"].value not in both


# --- Fermer mon compte


CLOSING = {"understood": "on", "present_password": PASSWORD}


def test_closing_page_says_what_stays_and_why(alice, settings):
    body = page(alice, CLOSE).replace("\xa0", " ").replace("&nbsp;", " ")
    assert "Ce qui reste, et pourquoi" in body
    assert f"{settings.AUDIT_RETENTION.days} jours" in body
    assert f"{settings.MESSAGE_RETENTION.days} jours" in body
    assert "Les données des entreprises" in body


def test_closed_account_is_gone_and_its_address_is_free(alice, user):
    User.objects.update(mobile=E164, mobile_certified_at=timezone.now(), landline="+33123456789")
    elsewhere = signed_in(user)
    mails()
    response = alice.post(CLOSE, CLOSING)
    assert "Votre compte est fermé" in response.content.decode()
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(alice)
    assert not is_signed_in(elsewhere)
    assert sign_in(Client(), user).status_code == 422
    run_jobs()
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["alice@exemple.fr"], "Votre compte est fermé")
    ]
    user.refresh_from_db()
    assert (user.mobile, user.landline, user.is_active, user.has_usable_password()) == ("", "", False, False)
    assert not Membership.objects.in_force().exists()
    UserFactory(email="alice@exemple.fr")


@pytest.mark.parametrize("typed", [{"present_password": "Faux-Faux-1"}, {"understood": ""}, {"present_password": ""}])
def test_account_is_not_closed_without_box_and_password(alice, user, typed):
    assert alice.post(CLOSE, {**CLOSING, **typed}).status_code == 422
    user.refresh_from_db()
    assert user.is_active


def test_links_sent_before_closing_are_dead(alice, user, client):
    client.post(reverse("accounts:forgotten_password"), {"email": user.email})
    reset = link_to(user.email)
    alice.post(reverse("accounts:change_email"), {"email": "autre@exemple.fr", "present_password": PASSWORD})
    change = link_to("autre@exemple.fr")
    alice.post(CLOSE, CLOSING)
    client.get(reset)
    assert client.get(reverse("accounts:choose_password")).status_code == 410
    assert client.post(change).status_code == 410


def test_staff_close_no_account_from_the_portal(db):
    sami = StaffFactory()
    browser = signed_in(sami)
    assert "membre du personnel" in page(browser, CLOSE)
    assert browser.post(CLOSE, CLOSING).status_code == 403
    assert is_signed_in(browser)


# --- What is told by e-mail (A36)


TOLD = {
    "new_device": lambda user: emails.new_device(user, at=timezone.now(), device="Firefox", ip="192.0.2.1"),
    "password_changed": emails.password_changed,
    "email_change_asked": lambda user: emails.email_change_asked(user, "autre@exemple.fr"),
    "email_change_refused": emails.email_change_refused,
    "email_changed": lambda user: emails.email_changed(user, "ancienne@exemple.fr"),
    "mobile_changed": emails.mobile_changed,
    "second_factor_on": lambda user: emails.second_factor_changed(user, is_on=True),
    "second_factor_off": lambda user: emails.second_factor_changed(user, is_on=False),
    "recovery_codes_renewed": emails.recovery_codes_renewed,
    "second_factor_guessed": emails.second_factor_guessed,
    "sign_in_guessed": lambda user: emails.sign_in_guessed(user, caisse_id=None),
    "left": lambda user: emails.left(user, "Durand Maçonnerie"),
    "account_closed": emails.account_closed,
    "account_suspended": emails.account_suspended,
    "account_restored": emails.account_restored,
}
WITH_LINK = {
    "recertification": lambda user: emails.recertification(user, "jeton"),
    "certification_reminder": lambda user: emails.certification_reminders([(user, 7, "jeton")]),
    "reset": lambda user: emails.reset(user, "jeton"),
    "email_change": lambda user: emails.email_change(EmailChange(user=user, email="autre@exemple.fr"), "jeton"),
}


def links_sent() -> set[str]:
    run_jobs()
    message = mail.outbox[-1]
    texts = [message.body, *(content for content, kind in message.alternatives)]
    assert len(texts) == 2
    return {found for text in texts for found in re.findall(r"https?://[^\s\"<]+", text)}


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told_holds_no_link_but_the_home_of_the_portal(user, name):
    TOLD[name](user)
    assert links_sent() == {"http://testserver/"}


@pytest.mark.parametrize("name", WITH_LINK)
def test_mail_whose_link_is_the_point_holds_one(user, name):
    WITH_LINK[name](user)
    found = links_sent() - {"http://testserver/"}
    assert len(found) == 1
    assert "jeton" in found.pop()
