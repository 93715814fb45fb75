"""A person’s page in the back office: found within the caisse, helped, never impersonated (SECURITY A25, S9, L2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import StopSource, SuspensionReason
from accounts.models import AccountOpening, PendingAccount, RecoveryCode, Session, User
from accounts.policies import can_act_on
from accounts.services import stops
from accounts.staff import services as staff
from core import audit
from core.mail import send_email
from core.models import AuditEvent, OutgoingMessage
from tests.cast import person
from tests.factories import PASSWORD, AdherentFactory, MembershipFactory, OpeningFactory
from tests.jobs import run_jobs
from tests.staff import device_of, enter_admin, staff_client

PEOPLE = "admin:accounts_user_changelist"


def page_of(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def address(user, key):
    return reverse(f"admin:accounts_user_{key}", args=[user.pk])


def act(browser, user, key):
    return browser.post(address(user, key), follow=True)


def suspend(browser, user, reason=SuspensionReason.LEFT):
    return browser.post(reverse("admin:accounts_user_suspend", args=[user.pk]), {"reason": reason})


def lines(action):
    return list(AuditEvent.objects.filter(action=action).values_list("actor_id", "caisse_id", "target"))


ACTS = ["send_certification", "send_reset", "close_sessions", "restore", "remove_second_factor"]


# --- Finding --------------------------------------------------------------------------------------------------------


KNOWN = ["durand", "Claire Durand", "DURAND claire", "claire.durand@acme.fr", "acme maconnerie", "acme01"]
UNKNOWN = ["nobody", "mallory@rival.fr", "RIVAL9", "Rival", "\x00", "%", "0612345679", "' OR 1=1 --"]


@pytest.mark.parametrize("typed", [*KNOWN, "06 12 34 56 78", "+33612345678"])
def test_a_person_is_found_by_what_the_caisse_knows_and_only_within_it(browser, claire, stranger, typed):
    found = browser.get(reverse(PEOPLE), {"q": typed}).context["cl"].queryset
    assert list(found) == [claire]


@pytest.mark.parametrize(
    "typed", ["nobody", "mallory@rival.fr", "RIVAL9", "Rival", "\x00", "%", "0612345679", "' OR 1=1 --"]
)
def test_nobody_else_is_found(browser, claire, stranger, typed):
    answer = browser.get(reverse(PEOPLE), {"q": typed})
    if answer.status_code == 400:  # a null byte in an address is refused at the door
        assert "\x00" in typed
        return
    assert stranger not in answer.context["cl"].queryset
    assert "mallory@rival.fr" not in answer.content.decode().replace('value="mallory@rival.fr"', "")


def test_the_search_costs_the_same_for_one_person_and_for_thirty(browser, caisse, django_assert_max_num_queries):
    company = AdherentFactory(caisse=caisse, name="Nombreuse")
    for n in range(30):
        MembershipFactory(user=person(f"p{n}", last_name="Nombreux"), adherent=company)
    with django_assert_max_num_queries(10):
        assert browser.get(reverse(PEOPLE), {"q": "nombreuse"}).context["cl"].queryset.count() == 30


# --- Reading --------------------------------------------------------------------------------------------------------


def test_the_page_says_the_state_of_the_account(browser, claire):
    now = timezone.now()
    User.objects.filter(pk=claire.pk).update(
        email_certified_at=now - timedelta(days=200), email_failing_since=now, mobile_failing_since=now
    )
    page = browser.get(page_of(claire)).content.decode()
    for words in ("Certification échue le", "Jamais certifié", "Les courriels ne", "Les SMS ne"):
        assert words in page
    assert "Non activée" in page
    assert "Plus aucun SMS depuis" not in page


def test_the_page_says_that_stop_was_answered_and_when(browser, claire):
    User.objects.filter(pk=claire.pk).update(mobile="+33612345678", mobile_certified_at=timezone.now())
    stops.stop(number="+33612345678", source=StopSource.REPLY)
    page = browser.get(page_of(claire)).content.decode()
    assert "Plus aucun SMS depuis le" in page
    assert "Réponse STOP à un SMS" in page
    assert "SMS arrêtés par une réponse STOP" in page


def test_the_page_shows_the_persons_events_and_none_of_another_caisse(browser, sami, claire, stranger, caisse, rival):
    audit.record("accounts.signed_in", actor=claire)
    audit.record("accounts.password_changed", actor=claire, caisse_id=caisse.pk, tiers_label="Acme")
    audit.record("accounts.attached", actor=claire, caisse_id=rival.pk, tiers_label="Rival secret")
    audit.record("accounts.password_reset", actor=stranger)
    staff.close_sessions(person=claire, by=sami)
    page = browser.get(page_of(claire)).content.decode().split('id="events-title"')[1]
    for words in ("Connexion", "Mot de passe changé", "Sessions fermées par la caisse", "Sami Exemple"):
        assert words in page
    assert "Rival secret" not in page
    assert "réinitialisé" not in page


def test_a_hundred_events_and_no_more(browser, claire, django_assert_max_num_queries):
    for _ in range(130):
        audit.record("accounts.signed_in", actor=claire)
    with django_assert_max_num_queries(26):
        page = browser.get(page_of(claire)).content.decode()
    assert page.split('id="events-title"')[1].count("<td>Connexion</td>") == 100


def test_every_look_at_a_person_is_journalled(browser, sami, claire, caisse):
    browser.get(page_of(claire))
    assert lines("accounts.person_viewed") == [(sami.pk, caisse.pk, f"personne {claire.public_id}")]


def test_no_password_and_no_code_is_seen_or_typed(browser, network, claire):
    device_of(claire)
    for reader in (browser, staff_client(network)):
        page = reader.get(page_of(claire)).content.decode()
        device = TOTPDevice.objects.get(user=claire)
        for secret in (claire.password, device.key, "otp_totp"):
            assert secret not in page
        assert 'type="password"' not in page
        before = User.objects.filter(pk=claire.pk).values().get()
        typed = {
            "password": "x",
            "email": "voleur@evil.fr",
            "is_staff": "on",
            "is_active": "",
            "mobile": "+33699999999",
        }
        assert reader.post(page_of(claire), typed).status_code == 403
        reader.post(address(claire, "close_sessions"), typed)
        assert User.objects.filter(pk=claire.pk).values().get() == before


def test_the_secrets_of_second_factors_have_no_page(network):
    browser = staff_client(network)
    assert browser.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert "totpdevice" not in browser.get("/admin/").content.decode()


# --- Helping --------------------------------------------------------------------------------------------------------


def test_sending_the_certification_link(browser, sami, claire, caisse):
    assert "Le lien de certification est envoyé" in act(browser, claire, "send_certification").content.decode()
    message = OutgoingMessage.objects.get(kind="accounts/recertification")
    assert message.recipient == claire.email
    assert lines("accounts.staff_sent_certification") == [(sami.pk, caisse.pk, f"personne {claire.public_id}")]


def test_sending_the_reset_link_shows_it_to_the_person_alone(browser, claire):
    page = act(browser, claire, "send_reset").content.decode()
    message = OutgoingMessage.objects.get(kind="accounts/reset")
    assert message.recipient == claire.email
    assert "nouveau-mot-de-passe/" not in page + message.body_text
    assert User.objects.get(pk=claire.pk).check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_the_links_sent_to_one_address_are_counted(browser, claire):
    for _ in range(5):
        assert "Trop de messages" not in act(browser, claire, "send_certification").content.decode()
    assert "Trop de messages" in act(browser, claire, "send_certification").content.decode()
    assert OutgoingMessage.objects.filter(kind="accounts/recertification").count() == 5


def test_the_activation_mail_is_sent_again_to_whoever_waits_for_it(browser, reader, sami, caisse, rival):
    def opening(of, email):
        row = OpeningFactory(adherent=AdherentFactory(caisse=of))
        PendingAccount.objects.create(opening=row, email=email, password="x", terms_accepted_at=timezone.now())
        return row

    waiting, foreign = opening(caisse, "attente@acme.fr"), opening(rival, "attente@rival.fr")
    burnt = opening(caisse, "bloque@acme.fr")
    AccountOpening.objects.filter(pk=burnt.pk).update(burnt_at=timezone.now())
    nothing = OpeningFactory(adherent=AdherentFactory(caisse=caisse))
    chosen = {"action": "send_activation", "_selected_action": [row.pk for row in (waiting, foreign, burnt, nothing)]}
    url = reverse("admin:accounts_accountopening_changelist")
    staff_client(reader).post(url, chosen)
    assert not OutgoingMessage.objects.exists()
    page = browser.post(url, chosen, follow=True).content.decode()
    assert "envoyés\u00a0: 1." in page
    assert list(OutgoingMessage.objects.values_list("recipient", flat=True)) == ["attente@acme.fr"]
    assert AuditEvent.objects.get(action="accounts.staff_sent_activation").actor_id == sami.pk


def test_closing_every_session_of_a_person(browser, sami, claire):
    elsewhere = [Client() for _ in range(2)]
    for one in elsewhere:
        one.force_login(claire)
        assert one.get("/compte/").status_code == 200
    assert "Toutes les sessions sont fermées" in act(browser, claire, "close_sessions").content.decode()
    for one in elsewhere:
        assert one.get("/compte/").status_code == 302
    assert browser.get(page_of(claire)).status_code == 200
    assert AuditEvent.objects.get(action="accounts.staff_closed_sessions").changes == {"count": 2}


def test_suspending_needs_a_reason_and_ends_the_sessions_at_once(browser, sami, claire, caisse):
    elsewhere = Client()
    elsewhere.force_login(claire)
    for reason in ("", "   "):
        answer = suspend(browser, claire, reason)
        assert answer.status_code == 422
        assert "Indiquez pourquoi ce compte est suspendu." in answer.content.decode()
    assert User.objects.get(pk=claire.pk).is_active
    assert suspend(browser, claire).status_code == 302
    claire.refresh_from_db()
    assert (claire.is_active, claire.suspended_reason) == (False, "Départ signalé par l’entreprise")
    assert elsewhere.get("/compte/").status_code == 302
    assert not Session.objects.filter(user=claire).exists()
    refused = Client().post(reverse("accounts:sign_in"), {"username": claire.email, "password": PASSWORD})
    assert refused.status_code == 422
    line = AuditEvent.objects.get(action="accounts.suspended")
    assert (line.actor_id, line.caisse_id) == (sami.pk, caisse.pk)
    assert line.changes == {"reason": "Départ signalé par l’entreprise"}
    told = OutgoingMessage.objects.get(kind="accounts/account_suspended")
    assert told.recipient == claire.email
    assert "Départ signalé" not in told.body_text
    assert "Suspendu" in browser.get(page_of(claire)).content.decode()


def test_restoring_tells_the_person_and_the_journal(browser, sami, claire):
    suspend(browser, claire)
    act(browser, claire, "restore")
    claire.refresh_from_db()
    assert (claire.is_active, claire.suspended_reason) == (True, "")
    assert OutgoingMessage.objects.filter(kind="accounts/account_restored", recipient=claire.email).count() == 1
    assert AuditEvent.objects.get(action="accounts.restored").changes == {"reason": "Départ signalé par l’entreprise"}
    assert (
        Client().post(reverse("accounts:sign_in"), {"username": claire.email, "password": PASSWORD}).status_code == 302
    )
    assert "n’est pas suspendu" in act(browser, claire, "restore").content.decode()


def test_nothing_is_sent_to_a_suspended_account(browser, claire):
    suspend(browser, claire)
    OutgoingMessage.objects.all().delete()
    for key in ("send_certification", "send_reset"):
        assert "suspendu" in act(browser, claire, key).content.decode()
    assert not OutgoingMessage.objects.exists()


def test_a_message_without_secret_is_sent_again(browser, claire, caisse):
    message = send_email(
        kind="accounts/left", to=claire.email, context={"first_name": "Claire", "company": "Acme"}, user=claire
    )
    run_jobs()
    url = reverse("admin:accounts_user_resend", args=[claire.pk, message.pk])
    assert "remis à l’envoi" in browser.post(url, follow=True).content.decode()
    assert OutgoingMessage.objects.filter(kind="accounts/left").count() == 2
    act(browser, claire, "send_reset")
    run_jobs()
    secret = OutgoingMessage.objects.get(kind="accounts/reset")
    url = reverse("admin:accounts_user_resend", args=[claire.pk, secret.pk])
    assert "contenait un lien ou un code" in browser.post(url, follow=True).content.decode()


def test_the_messages_of_others_and_of_other_caisses_are_not_sent_again(browser, claire, stranger, rival):
    for owner, caisse_id in ((stranger, None), (claire, rival.pk)):
        message = send_email(
            kind="accounts/left",
            to=owner.email,
            context={"first_name": "X", "company": "Y"},
            user=owner,
            caisse_id=caisse_id,
        )
        assert browser.post(reverse("admin:accounts_user_resend", args=[claire.pk, message.pk])).status_code == 404


def test_the_network_takes_a_lost_second_factor_away(network, sami, browser):
    device_of(sami)
    RecoveryCode.objects.create(user=sami, code_digest="x")
    act(staff_client(network), sami, "remove_second_factor")
    assert not TOTPDevice.objects.filter(user=sami).exists()
    assert not RecoveryCode.objects.filter(user=sami).exists()
    assert browser.get("/admin/")["Location"].startswith("/admin/login/")
    assert OutgoingMessage.objects.filter(kind="accounts/second_factor_changed", recipient=sami.email).exists()


# --- Who may not ----------------------------------------------------------------------------------------------------


def everything(browser, user, status):
    for key in ACTS:
        assert browser.post(address(user, key)).status_code == status, key
    assert suspend(browser, user).status_code == status
    assert browser.get(reverse("admin:accounts_user_suspend", args=[user.pk])).status_code == status


def untouched(user):
    now = User.objects.get(pk=user.pk)
    return now.is_active and now.password == user.password and not OutgoingMessage.objects.filter(user=user).exists()


def test_readers_act_on_nobody(reader, claire):
    browser = staff_client(reader)
    everything(browser, claire, 403)
    page = browser.get(page_of(claire)).content.decode()
    assert "Intervenir" not in page
    assert "Suspendre" not in page
    assert untouched(claire)


def test_a_person_of_another_caisse_does_not_exist(browser, stranger):
    everything(browser, stranger, 404)
    assert untouched(stranger)


def test_managers_do_not_act_on_the_staff_nor_on_themselves(browser, sami, reader, network, caisse):
    # Even on one who holds a company of the caisse besides.
    MembershipFactory(user=reader, adherent=AdherentFactory(caisse=caisse))
    everything(browser, reader, 403)
    everything(browser, sami, 403)
    everything(browser, network, 404)
    everything(staff_client(network), network, 403)
    assert all(map(untouched, (reader, network)))


def test_a_person_who_left_the_caisse_is_read_and_no_longer_acted_on(browser, claire):
    claire.memberships.update(ended_at=timezone.now() + timedelta(seconds=1))
    assert browser.get(page_of(claire)).status_code == 200
    everything(browser, claire, 403)


def test_a_closed_account_is_over(browser, claire):
    User.objects.filter(pk=claire.pk).update(closed_at=timezone.now(), is_active=False)
    everything(browser, claire, 403)


def test_only_the_network_takes_a_second_factor_away(browser, claire):
    device_of(claire)
    answer = browser.post(address(claire, "remove_second_factor"))
    assert answer.status_code == 403
    assert TOTPDevice.objects.filter(user=claire).exists()


def test_acts_are_posted_with_the_forms_token_and_exist(browser, sami, claire):
    assert browser.get(address(claire, "close_sessions")).status_code == 302
    unknown = address(claire, "close_sessions").replace("sessions", "tout-effacer")
    assert browser.post(unknown, follow=True).status_code == 404
    strict = enter_admin(Client(enforce_csrf_checks=True), sami)
    assert strict.post(address(claire, "close_sessions")).status_code == 403


def test_the_services_refuse_by_themselves(sami, reader, claire, stranger):
    for by, whom in ((reader, claire), (sami, stranger), (sami, sami), (claire, claire)):
        assert not can_act_on(by, whom)
        for verb in (staff.send_certification, staff.send_reset, staff.close_sessions, staff.restore):
            with pytest.raises(PermissionDenied):
                verb(person=whom, by=by)
        with pytest.raises(PermissionDenied):
            staff.suspend(person=whom, by=by, reason="x")
    assert can_act_on(sami, claire)


def test_a_manager_suspended_meanwhile_acts_no_more(browser, sami, claire):
    User.objects.filter(pk=sami.pk).update(is_active=False)
    answer = browser.post(address(claire, "close_sessions"))
    assert answer["Location"].startswith("/admin/login/")
