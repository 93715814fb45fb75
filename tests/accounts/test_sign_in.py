"""Sign-in: what is accepted, what is refused, and that the two look alike from outside."""

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.hashers import PortalArgon2Hasher
from accounts.models import User
from core.models import AuditEvent
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.jobs import run_jobs

SIGN_IN = reverse("accounts:sign_in")


def post(client, email, password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"username": email, "password": password}, **extra)


@pytest.fixture
def user(db):
    return MembershipFactory(user__email="alice@exemple.fr").user


@pytest.mark.parametrize("typed", ["alice@exemple.fr", " ALICE@Exemple.FR ", "alice@exemple.fr.", "ａlice@exemple.fr"])
def test_the_address_is_understood_however_it_is_typed(client, user, typed):
    assert post(client, typed)["Location"] == "/espace/"


@pytest.mark.parametrize(
    "typed", ["al\u0131ce@exemple.fr", "alicé@exemple.fr", "", "a" * 400 + "@x.fr", "alice@@exemple.fr"]
)
def test_a_look_alike_address_is_another_address(client, user, typed):
    assert post(client, typed).status_code == 422


@pytest.mark.parametrize("password", [f" {PASSWORD}", f"{PASSWORD} ", PASSWORD[:-1], PASSWORD.lower(), ""])
def test_the_password_is_taken_to_the_letter(client, user, password):
    assert post(client, user.email, password).status_code == 422


@pytest.mark.parametrize("password", ["Aé1 " + "x" * 60, "Z9-" + "mot " * 31 + "x", "Chantier🏗️-2026-été"])
def test_long_and_accented_passwords_work(client, user, password):
    user.set_password(password)
    user.save()
    assert post(client, user.email, password).status_code == 302


COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "Truelle-bâtie-été-7") for form in ("NFC", "NFD"))


@pytest.mark.parametrize("chosen", [COMPOSED, DECOMPOSED])
@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED])
def test_an_accent_is_the_same_whatever_the_keyboard(client, user, chosen, typed):
    """A Mac decomposes «é», Windows does not: the password chosen on one opens on the other."""
    user.set_password(chosen)
    user.save()
    assert post(client, user.email, typed).status_code == 302


@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED])
@pytest.mark.parametrize("chosen", [COMPOSED, DECOMPOSED])
def test_a_hash_of_before_that_rule_still_opens(client, user, chosen, typed):
    former = Argon2PasswordHasher.encode(PortalArgon2Hasher(), chosen, "0123456789abcdef0123")
    User.objects.filter(pk=user.pk).update(password=former)
    assert post(client, user.email, typed).status_code == 302
    assert post(Client(), user.email, f"{typed}x").status_code == 422


@pytest.mark.parametrize("state", ["unknown", "wrong", "suspended", "not activated"])
def test_every_refusal_looks_the_same(client, user, state):
    reference = post(client, "personne@exemple.fr", "Nimporte-Quoi-1")
    typed, password = user.email, PASSWORD
    if state == "unknown":
        typed = "autre@exemple.fr"
    elif state == "wrong":
        password = "Nimporte-Quoi-1"
    elif state == "suspended":
        User.objects.update(is_active=False)
    else:
        User.objects.update(email_certified_at=None)
    response = post(Client(), typed, password)
    assert _outside(response, typed) == _outside(reference, "personne@exemple.fr")


def _outside(response, typed):
    body = re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]*', "", response.content.decode()).replace(typed, "")
    headers = {name for name in response.headers if name != "Content-Length"}
    return response.status_code, body, headers, set(response.cookies)


@pytest.mark.django_db
@pytest.mark.parametrize(("password", "hashes"), [("Nimporte-Quoi-1", 1), (COMPOSED, 2), (DECOMPOSED, 2)])
@pytest.mark.parametrize("state", ["unknown", "wrong", "suspended", "not activated"])
def test_every_refusal_hashes_as_often(client, user, state, password, hashes):
    if state == "suspended":
        User.objects.update(is_active=False)
    if state == "not activated":
        User.objects.update(email_certified_at=None)
    with (
        mock.patch("accounts.hashers.Argon2PasswordHasher.encode", return_value="x") as encode,
        mock.patch("accounts.hashers.Argon2PasswordHasher.verify", return_value=False) as verify,
    ):
        post(client, "autre@exemple.fr" if state == "unknown" else user.email, password)
    assert encode.call_count + verify.call_count == hashes


def test_the_sixth_attempt_waits_even_with_the_right_password(client, user):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        for _ in range(5):
            assert post(client, user.email, "Nimporte-Quoi-1").status_code == 422
        refused = post(client, user.email)
        assert refused.status_code == 429
        assert refused["Retry-After"] == "900"
        assert "Trop d’essais" in refused.content.decode()
        assert post(client, user.email, REMOTE_ADDR="198.51.100.7").status_code == 302
    with time_machine.travel(start + timedelta(seconds=901), tick=False):
        assert post(Client(), user.email).status_code == 302


def test_variants_of_one_address_share_the_counter(client, user):
    for typed in ("alice@exemple.fr", "ALICE@exemple.fr", " alice@exemple.fr", "alice@exemple.fr.", "alice@EXEMPLE.fr"):
        post(client, typed, "Nimporte-Quoi-1")
    assert post(client, user.email).status_code == 429


def test_a_forged_forwarded_address_does_not_reset_the_counter(client, user):
    for number in range(5):
        post(client, user.email, "Nimporte-Quoi-1", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert post(client, user.email, HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429


def test_behind_one_proxy_only_the_rightmost_address_counts(client, user, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        post(client, user.email, "Nimporte-Quoi-1", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.1")
    assert post(client, user.email, HTTP_X_FORWARDED_FOR="203.0.113.99, 198.51.100.1").status_code == 429
    assert post(client, user.email, HTTP_X_FORWARDED_FOR="198.51.100.1, 198.51.100.2").status_code == 302


def test_an_attacker_everywhere_does_not_lock_the_owner_out(user):
    owner = Client()
    assert post(owner, user.email).status_code == 302
    owner.post(reverse("accounts:sign_out"))
    for number in range(50):
        post(Client(), user.email, "Nimporte-Quoi-1", REMOTE_ADDR=f"203.0.113.{number}")
    assert post(Client(), user.email, REMOTE_ADDR="203.0.113.200").status_code == 429
    assert post(owner, user.email).status_code == 302
    run_jobs()
    assert [message.subject for message in mail.outbox] == ["De nombreux essais de connexion à votre compte"]


@pytest.mark.django_db(transaction=True)
def test_of_thirty_parallel_guesses_five_are_hashed():
    MembershipFactory(user__email="alice@exemple.fr")
    hashed = []

    def guess(_: int) -> int:
        try:
            return post(Client(), "alice@exemple.fr", "Nimporte-Quoi-1").status_code
        finally:
            connection.close()

    def verify(self, password, encoded):
        hashed.append(password)
        return False

    with mock.patch("accounts.hashers.PortalArgon2Hasher.verify", verify), ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(guess, range(30)))
    assert len(hashed) == 5
    assert statuses.count(429) == 25


def test_passwords_are_argon2id_at_the_chosen_cost_and_old_ones_are_upgraded(client, user):
    assert user.password.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
    User.objects.update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    post(client, user.email)
    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$")


def test_the_session_key_changes_and_a_planted_one_is_not_adopted(client, user):
    client.cookies["sessionid"] = "a" * 32
    post(client, user.email)
    assert client.cookies["sessionid"].value != "a" * 32
    assert len(client.cookies["sessionid"].value) == 32
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_signing_out_is_a_post_and_ends_the_session(client, user):
    post(client, user.email)
    session = client.cookies["sessionid"].value
    assert client.get(reverse("accounts:sign_out")).status_code == 302
    response = client.post(reverse("accounts:sign_out"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies["sessionid"] = session
    assert client.get("/espace/").status_code == 302
    assert "/connexion/" in client.get("/espace/")["Location"]


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https:evil.example", "https://evil.example", "/\\evil.example", "\tjavascript:alert(1)"],
)
def test_next_stays_on_the_portal(client, user, wanted):
    response = client.post(f"{SIGN_IN}", {"username": user.email, "password": PASSWORD, "next": wanted})
    assert response["Location"] == "/espace/"


def test_next_leads_back_to_the_page_asked_for(client, user):
    response = client.get("/compte/")
    assert response["Location"] == "/connexion/?next=/compte/"
    page = client.get(response["Location"]).content.decode()
    assert 'name="next" value="/compte/"' in page
    response = client.post(SIGN_IN, {"username": user.email, "password": PASSWORD, "next": "/compte/"})
    assert response["Location"] == "/compte/"


def test_the_journal_tells_sign_ins_without_what_was_typed(client, user):
    post(client, user.email, "Mot-De-Passe-Tape-7")
    post(client, user.email)
    client.post(reverse("accounts:sign_out"))
    assert list(AuditEvent.objects.order_by("id").values_list("action", "actor_id")) == [
        ("accounts.sign_in_refused", user.pk),
        ("accounts.signed_in", user.pk),
        ("accounts.signed_out", user.pk),
    ]
    assert "Mot-De-Passe-Tape-7" not in str(list(AuditEvent.objects.values()))


def test_the_former_sign_in_is_shown(client, user):
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        post(client, user.email)
    other = Client()
    post(other, user.email)
    assert "Dernière connexion" in other.get("/espace/", follow=True).content.decode()


def test_one_backend_only():
    assert settings.AUTHENTICATION_BACKENDS == ["accounts.backends.PortalBackend"]


def test_a_person_without_company_is_led_to_attach_one(client, db):
    user = UserFactory()
    response = client.post(SIGN_IN, {"username": user.email, "password": PASSWORD}, follow=True)
    assert "Rattacher un adhérent ou un site" in response.content.decode()
