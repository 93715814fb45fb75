"""Where one is signed in: seen, closed, limited in time, and ended at once by what happens to the account."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import SessionKind
from accounts.models import Session, User
from accounts.person.services import certification
from accounts.sign_in.services import reset
from core.models import AuditEvent
from tests.accounts.steps import SECOND, in_paris, is_signed_in, link_to, mails, sign_in, signed_in
from tests.factories import PASSWORD, MembershipFactory, StaffFactory, UserFactory
from tests.jobs import run_jobs
from tests.staff import enter_admin, staff_client

pytestmark = pytest.mark.django_db

SECURITY = reverse("accounts:security")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"
IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)


@pytest.fixture
def user():
    return MembershipFactory(user__email="alice@exemple.fr").user


def session_of(client: Client) -> Session:
    return Session.objects.get(session_key=client.cookies["sessionid"].value)


def close(client: Client, session: Session):
    return client.post(reverse("accounts:close_session", args=[session.public_id]))


# --- The list


def test_list_says_device_place_and_dates(user):
    signed_in(user, HTTP_USER_AGENT=SAFARI, REMOTE_ADDR="198.51.100.7")
    alice = signed_in(user, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.9")
    body = alice.get(SECURITY).content.decode()
    own, other = body.index("Firefox sur Linux"), body.index("Safari sur iPhone")
    assert own < body.index("Cet appareil") < other
    assert "Adresse IP 198.51.100.7 · ouverte aujourd’hui" in body
    assert body.count("Cet appareil") == 1
    assert "Fermer toutes les autres" in body


def test_list_of_one_says_so(user):
    body = signed_in(user).get(SECURITY).content.decode()
    assert "Vous n’êtes connecté nulle part ailleurs." in body
    assert "Fermer toutes les autres" not in body


def test_session_of_the_admin_is_named(db):
    sami = StaffFactory()
    enter_admin(Client(), sami)
    browser = Client()
    browser.force_login(sami)
    assert "Espace de la caisse" in browser.get(SECURITY).content.decode()


def test_sessions_past_their_limits_are_not_listed(user):
    start = timezone.now()
    with time_machine.travel(start - IDLE - SECOND, tick=False):
        signed_in(user)
    with time_machine.travel(start, tick=False):
        assert "nulle part ailleurs" in signed_in(user).get(SECURITY).content.decode()


# --- Closing


def test_closed_session_is_out_at_the_next_click(user):
    phone, alice = signed_in(user), signed_in(user)
    assert close(alice, session_of(phone))["Location"] == SECURITY
    assert not is_signed_in(phone)
    assert is_signed_in(alice)
    assert AuditEvent.objects.filter(action="accounts.session_closed", actor_id=user.pk).exists()


def test_all_others_are_closed_at_once(user):
    others = [signed_in(user) for _ in range(3)]
    alice, bruno = signed_in(user), signed_in(UserFactory())
    alice.post(reverse("accounts:close_other_sessions"))
    assert not any(is_signed_in(other) for other in others)
    assert is_signed_in(alice)
    assert is_signed_in(bruno)


def test_session_of_someone_else_cannot_be_closed(user):
    bruno = signed_in(UserFactory())
    assert close(signed_in(user), session_of(bruno)).status_code == 404
    assert is_signed_in(bruno)


def test_own_session_is_closed_by_signing_out_only(user):
    alice = signed_in(user)
    assert close(alice, session_of(alice)).status_code == 404
    assert is_signed_in(alice)


def test_signing_out_kills_the_cookie(user):
    alice, thief = signed_in(user), Client()
    thief.cookies["sessionid"] = alice.cookies["sessionid"].value
    assert is_signed_in(thief)
    alice.post(reverse("accounts:sign_out"))
    assert not is_signed_in(thief)


# --- Limits: S3, S4


@pytest.mark.parametrize(
    "start",
    [
        in_paris("2026-06-01T10:00:00+02:00"),
        in_paris("2026-03-29T01:45:00+01:00"),
        in_paris("2026-10-25T02:45:00+02:00"),
    ],
    ids=["ordinary", "spring", "autumn"],
)
@pytest.mark.parametrize(("idle", "stays"), [(IDLE, True), (IDLE + SECOND, False)])
def test_session_ends_after_30_idle_minutes_whatever_the_clocks_do(start, idle, stays):
    with time_machine.travel(start, tick=False) as clock:
        alice = signed_in(UserFactory())
        clock.shift(idle)
        response = alice.get(SECURITY)
        assert (response.status_code == 200) is stays
        if not stays:
            assert response["Location"] == f"/connexion/?next={SECURITY}"
            assert "30 minutes sans activité" in alice.get(response["Location"]).content.decode()
            clock.shift(-idle)
            assert not is_signed_in(alice)


def test_activity_keeps_a_session_for_less_than_12_hours(user):
    start = timezone.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False) as clock:
        alice = signed_in(user)
        while timezone.now() + timedelta(minutes=29) < start + ABSOLUTE:
            clock.shift(timedelta(minutes=29))
            assert is_signed_in(alice)
        clock.move_to(start + ABSOLUTE - SECOND)
        assert is_signed_in(alice)
        clock.shift(SECOND)
        assert not is_signed_in(alice)


def change_password(alice: Client) -> None:
    new = {"password": "Fil-a-plomb-2027", "password_confirmation": "Fil-a-plomb-2027"}
    response = alice.post(reverse("accounts:change_password"), {"present_password": PASSWORD, **new})
    assert response.status_code == 302


def confirm_password(alice: Client) -> None:
    assert alice.post(reverse("accounts:confirm_password"), {"present_password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("act", [change_password, confirm_password])
def test_nothing_lengthens_the_12_hours(user, act):
    """A fresh key is the same stay."""
    start = timezone.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False) as clock:
        alice = signed_in(user)
        for _ in range(24):
            clock.shift(timedelta(minutes=29))
            alice.get(SECURITY)
        act(alice)
        assert session_of(alice).created_at == start
        clock.move_to(start + ABSOLUTE - SECOND)
        assert is_signed_in(alice)
        clock.shift(SECOND)
        assert not is_signed_in(alice)


def test_nothing_asks_by_itself_in_the_background():
    """S3: a page left open would stay signed in for ever."""
    pages = [*(settings.BASE_DIR / "templates").rglob("*.html"), *(settings.BASE_DIR / "static/js").glob("*.js")]
    assert len(pages) > 50
    polling = re.compile(r"""hx-trigger=["'][^"']*(every|load)|setInterval|EventSource|WebSocket|http-equiv""")
    asking = [page for page in pages if polling.search(page.read_text())]
    assert [page.name for page in asking if '"X-Background"' not in page.read_text()] == []


def test_what_a_page_asks_by_itself_does_not_extend_the_session(user):
    """S3: neither kept open by it, nor answered once over."""
    with time_machine.travel(timezone.now().replace(microsecond=0), tick=False) as clock:
        alice = signed_in(user)
        for _ in range(6):
            clock.shift(timedelta(minutes=6))
            answer = alice.get(SECURITY, headers={"X-Background": "1", "HX-Request": "true"})
        assert answer.status_code == 204
        assert answer["HX-Redirect"].startswith(reverse("accounts:sign_in"))


# --- What ends a session at the next request (S6)


def test_suspension_takes_effect_at_the_next_request(user):
    alice = signed_in(user)
    User.objects.update(is_active=False)
    assert not is_signed_in(alice)


def test_ended_membership_takes_effect_at_the_next_request(user):
    alice, membership = signed_in(user), user.memberships.get()
    home = reverse("portal_home", args=[membership.adherent.public_id])
    assert alice.get(home).status_code == 200
    membership.ended_at = timezone.now()
    membership.save()
    assert alice.get(home).status_code == 404


def test_revoked_delegation_takes_effect_at_the_next_request(cast):
    chloe, home = cast.browser("chloe"), reverse("portal_home", args=[cast.acme.ref])
    assert chloe.get(home).status_code == 200
    cast.delegation.delete()
    assert chloe.get(home).status_code == 404


# --- Two kinds of session (D13)


def test_cookie_of_the_portal_opens_nothing_of_the_admin(db):
    sami = StaffFactory()
    portal, thief = signed_in(sami), Client()
    for cookies in ({"staffid"}, {"staffid", "sessionid"}):
        key = signed_in(sami).cookies["sessionid"].value
        for name in cookies:
            thief.cookies[name] = key
        assert thief.get(reverse("admin:index"))["Location"].startswith(reverse("admin:login"))
    assert is_signed_in(portal)


def test_cookie_of_the_admin_opens_nothing_of_the_portal(db):
    admin, thief = staff_client(StaffFactory()), Client()
    assert admin.get(reverse("admin:index")).status_code == 200
    thief.cookies["sessionid"] = admin.cookies["staffid"].value
    assert not is_signed_in(thief)


def test_rows_say_whose_and_of_what_kind(user):
    alice = signed_in(user, REMOTE_ADDR="192.0.2.9")
    row = session_of(alice)
    assert (row.user_id, row.kind, row.ip) == (user.pk, SessionKind.PORTAL, "192.0.2.9")
    assert settings.SESSION_ENGINE == "accounts.sessions"


# --- New keys, and links that open none (S1, S14)


def test_key_changes_at_sign_in_and_a_planted_one_is_not_adopted(user, client, opening, letters):
    client.post(reverse("accounts:identify"), letters)
    planted = client.cookies["sessionid"].value
    sign_in(client, user)
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_signed_in(thief)


def test_no_link_of_a_mail_opens_a_session(user, client, opening, letters, contact):
    client.post(reverse("accounts:identify"), letters)
    client.post(reverse("accounts:contact"), contact)
    certification.send_link(user=user, ip="192.0.2.1")
    certification.ask_change(user=user, email="nouvelle@exemple.fr", ip="192.0.2.1")
    links = [link_to(address) for address in ("claire.durand@exemple.fr", user.email, "nouvelle@exemple.fr")]
    reset.answer_reset(email=user.email)
    links.append(link_to(user.email))
    for link in links:
        browser = Client()
        assert browser.get(link).status_code in {200, 302}, link
        browser.post(link)
        assert not is_signed_in(browser), link
    assert not Session.objects.filter(user__isnull=False).exists()


# --- New devices (A36)


def test_new_device_is_told_by_mail_the_known_one_is_not(user):
    alice = signed_in(user)
    assert mails() == []
    alice.post(reverse("accounts:sign_out"))
    sign_in(alice, user)
    assert mails() == []
    signed_in(user, HTTP_USER_AGENT=SAFARI, REMOTE_ADDR="198.51.100.7")
    run_jobs()
    message = mail.outbox[0]
    assert (message.subject, message.to) == ("Nouvelle connexion à votre Espace sécurisé", [user.email])
    assert "Safari sur iPhone" in message.body
    assert "198.51.100.7" in message.body


def test_wrong_password_from_a_new_device_tells_nothing(user):
    signed_in(user)
    sign_in(Client(), user, "Faux-Faux-1")
    assert mails() == []
