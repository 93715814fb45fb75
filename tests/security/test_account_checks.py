"""Checks of SECURITY §2 that belong to no single page of an account (A8, A18, A26, A35, S12)."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.sign_in.services import reset
from cibtp_portal.settings import base
from core.models import OutgoingMessage
from tests.accounts.steps import closing_connection, link_to, signed_in
from tests.factories import LETTER_CODE, PASSWORD, MembershipFactory, OpeningFactory, StaffFactory
from tests.jobs import run_jobs
from tests.security.test_races import at_once


def inputs(body: str) -> list[dict[str, str]]:
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input\b[^>]*>", body)]


def letters_of(opening) -> dict[str, str]:
    return {"cibtp_id": opening.adherent.cibtp_id, "siret": opening.establishment.siret, "code": LETTER_CODE}


# --- A8


@pytest.fixture
def pages_with_passwords(db):
    """Every page of a person that takes a password, by its name."""
    user = MembershipFactory(user__email="alice@exemple.fr").user
    alice, visitor = signed_in(user), Client()
    found = {
        name: alice.get(reverse(f"accounts:{name}"))
        for name in ("change_password", "confirm_password", "change_email", "close")
    }
    found["sign_in"] = visitor.get(reverse("accounts:sign_in"))
    found["staff"] = visitor.get(reverse("admin:login"))
    visitor.post(reverse("accounts:identify"), letters_of(OpeningFactory()))
    found["contact"] = visitor.get(reverse("accounts:contact"))
    visitor.post(reverse("accounts:forgotten_password"), {"email": user.email})
    visitor.get(link_to(user.email))
    found["choose_password"] = visitor.get(reverse("accounts:choose_password"))
    return {name: response.content.decode() for name, response in found.items()}


def test_passwords_are_hidden_and_known_to_the_password_manager(pages_with_passwords):
    for name, body in pages_with_passwords.items():
        fields = [field for field in inputs(body) if "password" in field.get("name", "")]
        assert fields, name
        for field in fields:
            wanted = "new-password" if field["name"].removesuffix("_confirmation") == "password" else "current-password"
            if name in {"sign_in", "staff"}:
                wanted = "current-password"
            assert (field["type"], field.get("autocomplete")) == ("password", wanted), (name, field["name"])
            assert "value" not in field, (name, field["name"])


def test_nothing_stands_in_the_way_of_pasting(pages_with_passwords):
    # A grid of hours takes what a spreadsheet copies: there is no password on its page.
    files = [path for path in (base.BASE_DIR / "static/js").glob("*.js") if path.name != "hours.js"]
    scripts = [path.read_text() for path in files]
    assert len(scripts) > 3
    for text in (*pages_with_passwords.values(), *scripts):
        assert not re.search(r"onpaste|['\"](paste|beforeinput)['\"]|autocomplete=\"new-off", text)


# --- A18


def asked(email: str) -> tuple[object, ...]:
    """All that a visitor sees of *Mot de passe oublié ?* for that address."""
    browser = Client()
    answer = browser.post(reverse("accounts:forgotten_password"), {"email": email})
    page = browser.get(answer["Location"])
    body = re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]*', "", page.content.decode())
    body = re.sub(r'X-CSRFToken": "[^"]*', "", body)
    headers = {name for name in answer.headers if name != "Content-Length"}
    return answer.status_code, answer["Location"], headers, body, sorted(browser.cookies)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["open", "suspended", "not activated"])
def test_asking_for_a_link_says_and_does_the_same_whatever_the_address(state):
    user = MembershipFactory(user__email="alice@exemple.fr").user
    if state == "suspended":
        User.objects.filter(pk=user.pk).update(is_active=False)
    if state == "not activated":
        User.objects.filter(pk=user.pk).update(email_certified_at=None)
    with CaptureQueriesContext(connection) as for_nobody:
        unknown = asked("personne@exemple.fr")
    with CaptureQueriesContext(connection) as for_somebody:
        assert asked(user.email) == unknown
    assert len(for_nobody) == len(for_somebody) > 0
    assert not mail.outbox
    assert not OutgoingMessage.objects.exists()
    run_jobs()
    assert len(mail.outbox) == (state == "open")


# --- A26


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_of_one_reset_link_choose_one_password():
    user = MembershipFactory(user__email="alice@exemple.fr").user
    Client().post(reverse("accounts:forgotten_password"), {"email": user.email})
    *_, token = link_to(user.email).strip("/").split("/")

    @closing_connection
    def choose(number: int) -> str:
        password = f"Fil-a-plomb-{2000 + number}"
        try:
            reset.choose_password(public_id=user.public_id, token=token, password=password, ip="192.0.2.1")
        except reset.LinkUsed:
            return ""
        return password

    chosen = [password for password in at_once(choose) if password]
    assert len(chosen) == 1
    user.refresh_from_db()
    assert user.check_password(chosen[0])


# --- A35


@pytest.mark.django_db
def test_a_new_portal_has_nobody_in_it_and_production_is_no_demonstration():
    """The database of the tests has every migration, and nothing else."""
    assert not User.objects.exists()
    assert base.DEMONSTRATION is False
    assert base.DEBUG is False


# --- S12


@pytest.mark.django_db
def test_the_cookie_of_the_admin_is_as_well_kept_as_that_of_the_portal(client, settings):
    for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "DEVICE_COOKIE_NAME", "STAFF_SESSION_COOKIE_NAME"):
        setattr(settings, name, getattr(base, name))
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    typed = {"username": StaffFactory().email, "password": PASSWORD}
    client.post(reverse("admin:login"), typed, secure=True)
    assert "__Host-sessionid" not in client.cookies
    cookie = client.cookies["__Host-staffid"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")
    assert not cookie["domain"]
    assert len(cookie.value) >= 32
