"""The door of the back office: nothing opens before the second factor (SECURITY D13, A33, S1, S3, S4)."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import RecoveryCode, Session, User
from accounts.sign_in.services import reset
from core.models import AuditEvent, OutgoingMessage
from tests.cast import person
from tests.factories import PASSWORD, AdherentFactory, CaisseFactory, MembershipFactory
from tests.staff import code_of, device_of, enter_admin, staff_client

DOOR = "/admin/second-facteur/"
SIGN_IN = "/admin/login/"
COOKIE = configured.STAFF_SESSION_COOKIE_NAME


@pytest.fixture
def sami(db):
    return person("Sami", is_staff=True, staff_caisse=CaisseFactory(), staff_role="manager")


@pytest.fixture
def network(db):
    return person("network", is_staff=True, is_superuser=True)


def sign_in(client, user, **more):
    return client.post(reverse("admin:login"), {"username": user.email, "password": PASSWORD, **more})


def key(client):
    return client.cookies[COOKIE].value


def admin_addresses():
    """Every address of the admin, whatever it serves; rows are named by a number that may exist."""
    site = next(entry for entry in get_resolver().url_patterns if str(entry.pattern) == "admin/")

    def walk(patterns, prefix):
        for entry in patterns:
            route = prefix + re.sub(r"^\^|\$$", "", str(entry.pattern))
            if hasattr(entry, "url_patterns"):
                yield from walk(entry.url_patterns, route)
            else:
                yield "/" + re.sub(r"<[^>]+>|\(\?P<\w+>[^)]*\)", "1", route)

    return sorted(set(walk(site.url_patterns, "admin/")) - {SIGN_IN, DOOR, "/admin/logout/"})


@pytest.mark.parametrize("has_device", [True, False])
@pytest.mark.parametrize("who", ["sami", "network"])
def test_with_the_password_alone_nothing_opens(request, who, has_device):
    user = request.getfixturevalue(who)
    if has_device:
        device_of(user)
    browser = enter_admin(Client(), user, is_verified=False)
    addresses = admin_addresses()
    assert {"/admin/", "/admin/autocomplete/", "/admin/jsi18n/", "/admin/accounts/user/1/change/"} <= set(addresses)
    assert len(addresses) > 60
    for url in addresses:
        for method in ("GET", "POST", "HEAD"):
            answer = browser.generic(method, url)
            assert answer.status_code == 302, (method, url)
            assert answer["Location"].partition("?")[0] == DOOR, (method, url)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("confirmed", [True, False])
def test_only_ones_own_confirmed_device_counts(sami, network, confirmed):
    """A session cannot borrow the device of another person."""
    browser = enter_admin(Client(), sami, is_verified=False)
    other = TOTPDevice.objects.create(user=network, name="x", confirmed=confirmed)
    session = browser_session(browser)
    session["otp_device_id"] = other.persistent_id
    session.save()
    assert browser.get("/admin/")["Location"].startswith(DOOR)


def browser_session(client):
    store = Session.get_session_store_class()
    return store(key(client))


def test_once_given_the_second_factor_opens_under_a_fresh_key(client, sami):
    device_of(sami)
    assert sign_in(client, sami, next="/admin/accounts/user/")["Location"] == "/admin/accounts/user/"
    first_key = key(client)
    assert client.get("/admin/accounts/user/")["Location"] == f"{DOOR}?next=%2Fadmin%2Faccounts%2Fuser%2F"
    page = client.get(f"{DOOR}?next=/admin/accounts/user/")
    assert page.status_code == 200
    assert 'autocomplete="one-time-code"' in page.content.decode()
    answer = client.post(DOOR, {"code": code_of(sami), "next": "/admin/accounts/user/"})
    assert answer["Location"] == "/admin/accounts/user/"
    assert key(client) != first_key
    assert client.get("/admin/accounts/user/").status_code == 200
    former = Client()
    former.cookies[COOKIE] = first_key
    assert former.get("/admin/")["Location"].startswith(SIGN_IN)
    assert client.get(DOOR)["Location"] == "/admin/"
    assert client.get(SIGN_IN)["Location"] == "/admin/"


def test_a_wrong_or_already_used_code_does_not_open(client, sami):
    right = code_of(sami)
    enter_admin(client, sami, is_verified=False)
    for wrong in ("", "000000" if right != "000000" else "111111", "abc", "1" * 40):
        answer = client.post(DOOR, {"code": wrong})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    assert client.get("/admin/").status_code == 302
    assert client.post(DOOR, {"code": right}).status_code == 302
    assert client.get("/admin/").status_code == 200
    other = enter_admin(Client(), sami, is_verified=False)
    assert other.post(DOOR, {"code": right}).status_code == 422
    assert other.get("/admin/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_guesses_are_counted_and_the_right_code_waits_too(client, sami):
    right = code_of(sami)
    enter_admin(client, sami, is_verified=False)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert client.post(DOOR, {"code": wrong}).status_code == 422
    answer = client.post(DOOR, {"code": right})
    assert answer.status_code == 429
    assert 800 < int(answer.headers["Retry-After"]) <= 900
    assert client.get("/admin/").status_code == 302
    # From another browser either: the person is counted, not the session.
    other = enter_admin(Client(), sami, is_verified=False)
    assert other.post(DOOR, {"code": right}).status_code == 429
    assert AuditEvent.objects.filter(action="core.throttled", target="second_factor").exists()


# --- The first time -------------------------------------------------------------------------------------------------


def test_the_first_time_one_sets_it_up_and_notes_the_recovery_codes(client, sami):
    elsewhere = enter_admin(Client(), sami, is_verified=False)
    sign_in(client, sami)
    page = client.get(DOOR).content.decode()
    assert "Commencer" in page
    assert not TOTPDevice.objects.exists()  # looking changes nothing
    assert client.post(DOOR, {"next": "/admin/accounts/user/"}).status_code == 302
    page = client.get(f"{DOOR}?next=/admin/accounts/user/").content.decode()
    assert "<svg" in page
    assert "style=" not in page.split("<svg")[1].split("</svg>")[0]
    device = TOTPDevice.objects.get(user=sami, confirmed=False)
    first_key = key(client)
    assert client.get("/admin/").status_code == 302
    assert client.post(DOOR, {"code": "000000"}).status_code == 422
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    code = code_of(sami)
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=False)
    answer = client.post(DOOR, {"code": code, "next": "/admin/accounts/user/"})
    codes = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", answer.content.decode())
    assert len(codes) == 10
    assert 'href="/admin/accounts/user/"' in answer.content.decode()
    assert key(client) != first_key
    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/")["Location"].startswith(SIGN_IN)
    assert OutgoingMessage.objects.filter(kind="accounts/second_factor_changed", user=sami).count() == 1
    # A recovery code opens, once.
    other = enter_admin(Client(), sami, is_verified=False)
    assert other.post(DOOR, {"code": codes[3].lower()}).status_code == 302
    assert other.get("/admin/").status_code == 200
    again = enter_admin(Client(), sami, is_verified=False)
    assert again.post(DOOR, {"code": codes[3]}).status_code == 422
    assert RecoveryCode.objects.filter(used_at__isnull=False).count() == 1


def test_whoever_has_a_second_factor_is_not_offered_another(client, sami):
    """A stolen password must not lead to a QR code."""
    device_of(sami)
    enter_admin(client, sami, is_verified=False)
    page = client.get(DOOR).content.decode()
    assert "qr-frame" not in page
    assert "Code de l’application, ou code de secours" in page
    assert client.post(DOOR, {"next": "/admin/"}).status_code == 422
    assert TOTPDevice.objects.count() == 1


def test_a_second_factor_taken_away_closes_the_door_at_once(sami):
    browser = staff_client(sami)
    assert browser.get("/admin/").status_code == 200
    TOTPDevice.objects.all().delete()
    assert browser.get("/admin/")["Location"].startswith(DOOR)


def test_after_a_new_password_the_second_factor_is_still_asked(client, sami):
    browser = staff_client(sami)
    token = default_token_generator.make_token(sami)
    reset.choose_password(public_id=sami.public_id, token=token, password="Compas-et-Equerre-9", ip="192.0.2.1")
    assert browser.get("/admin/")["Location"].startswith(SIGN_IN)
    client.post(reverse("admin:login"), {"username": sami.email, "password": "Compas-et-Equerre-9"})
    assert client.get("/admin/")["Location"].startswith(DOOR)


# --- Where it leads -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/admin/", "/\\evil.example", "javascript:alert(1)", "/espace/", ""],
)
def test_it_leads_to_a_page_of_the_admin_and_nowhere_else(client, sami, wanted):
    enter_admin(client, sami, is_verified=False)
    assert client.post(DOOR, {"code": code_of(sami), "next": wanted})["Location"] == "/admin/"


@pytest.mark.django_db
def test_strangers_and_employers_are_sent_to_sign_in(client):
    employer = MembershipFactory(user=person("alice"), adherent=AdherentFactory()).user
    for browser in (client, enter_admin(Client(), employer), enter_admin(Client(), employer, is_verified=False)):
        for method in ("GET", "POST"):
            assert browser.generic(method, DOOR)["Location"].startswith(SIGN_IN)
            assert browser.generic(method, "/admin/")["Location"].startswith(SIGN_IN)


@pytest.mark.django_db
def test_a_member_of_staff_without_a_caisse_does_not_enter():
    browser = staff_client(person("nowhere", is_staff=True, staff_role="manager"))
    assert browser.get("/admin/")["Location"].startswith(SIGN_IN)


def test_one_may_leave_before_having_fully_entered(client, sami):
    enter_admin(client, sami, is_verified=False)
    assert client.get("/admin/logout/").status_code == 302
    answer = client.post("/admin/logout/")
    assert answer.status_code == 200
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(user=sami).exists()
    assert AuditEvent.objects.get(action="core.staff_signed_out").actor_id == sami.pk


def test_the_door_is_checked_against_forged_forms(sami):
    browser = enter_admin(Client(enforce_csrf_checks=True), sami, is_verified=False)
    assert browser.post(DOOR, {"code": code_of(sami)}).status_code == 403
    assert browser.post("/admin/logout/").status_code == 403


# --- Two doors, two sessions ----------------------------------------------------------------------------------------


def test_a_portal_session_never_opens_the_admin(client, sami):
    """Neither by its own cookie, even after a second factor, nor put in the place of the other."""
    client.force_login(sami)
    session = client.session
    session["kind"], session["otp_device_id"] = "portal", device_of(sami).persistent_id
    session.save()
    assert client.get("/admin/")["Location"].startswith(SIGN_IN)
    assert client.get("/compte/").status_code == 200
    client.cookies[COOKIE] = session.session_key
    assert client.get("/admin/")["Location"].startswith(SIGN_IN)
    assert not Session.objects.filter(pk=session.session_key).exists()  # and it ends there


def test_a_session_of_the_admin_never_opens_the_portal(sami):
    browser = staff_client(sami)
    portal_sign_in = reverse("accounts:sign_in")
    assert browser.get("/compte/")["Location"].startswith(portal_sign_in)
    browser.cookies[configured.SESSION_COOKIE_NAME] = key(browser)
    assert browser.get("/compte/")["Location"].startswith(portal_sign_in)


def test_signing_out_of_one_leaves_the_other(sami):
    browser = staff_client(sami)
    browser.force_login(sami)
    browser.post("/admin/logout/")
    assert browser.get("/admin/").status_code == 302
    assert browser.get("/compte/").status_code == 200


@pytest.mark.parametrize(("seconds", "is_open"), [(900, True), (901, False)])
def test_fifteen_minutes_without_activity(sami, time_machine, seconds, is_open):
    start = timezone.now().replace(microsecond=0)
    time_machine.move_to(start, tick=False)
    browser = staff_client(sami)
    assert browser.get("/admin/").status_code == 200
    time_machine.move_to(start + timedelta(seconds=seconds), tick=False)
    assert (browser.get("/admin/").status_code == 200) is is_open
    assert Session.objects.filter(user=sami).exists() is is_open


def test_eight_hours_however_active(sami, time_machine):
    start = timezone.now().replace(microsecond=0)
    time_machine.move_to(start, tick=False)
    browser = staff_client(sami)
    for minutes in range(0, 8 * 60, 10):
        time_machine.move_to(start + timedelta(minutes=minutes), tick=False)
        assert browser.get("/admin/jsi18n/").status_code == 200, minutes
    time_machine.move_to(start + timedelta(hours=8), tick=False)
    assert browser.get("/admin/")["Location"].startswith(SIGN_IN)


# --- Known to the journal and to the person -------------------------------------------------------------------------


def test_a_sign_in_from_a_new_browser_is_told_to_the_person(client, sami):
    User.objects.filter(pk=sami.pk).update(last_login=timezone.now() - timedelta(days=3))
    before = User.objects.get(pk=sami.pk).last_login
    sign_in(client, sami)
    told = OutgoingMessage.objects.filter(kind="accounts/new_device", recipient=sami.email)
    assert told.count() == 1
    assert User.objects.get(pk=sami.pk).previous_sign_in_at == before
    assert AuditEvent.objects.get(action="core.staff_signed_in").actor_id == sami.pk
    client.post("/admin/logout/")
    sign_in(client, sami)
    assert told.count() == 1  # the same browser is known


def test_the_codes_given_are_journalled(client, sami):
    device_of(sami)
    enter_admin(client, sami, is_verified=False)
    client.post(DOOR, {"code": "000000"})
    client.post(DOOR, {"code": code_of(sami)})
    lines = AuditEvent.objects.filter(action__startswith="accounts.second_factor").values_list("action", "actor_id")
    assert set(lines) == {("accounts.second_factor_refused", sami.pk), ("accounts.second_factor_passed", sami.pk)}


def test_codes_and_secrets_are_neither_in_the_journal_nor_in_the_sessions(client, sami):
    code = code_of(sami)
    enter_admin(client, sami, is_verified=False)
    client.post(DOOR, {"code": code})
    assert not AuditEvent.objects.filter(changes__icontains=code).exists()
    assert code not in str(browser_session(client).load())


def test_the_pages_keep_the_admins_policy_and_are_never_stored(client, sami):
    enter_admin(client, sami, is_verified=False)
    answer = client.get(DOOR)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
