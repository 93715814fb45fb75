"""What every answer says to the browser (SECURITY I11, I12, S12–S14)."""

import gzip
import re

import pytest
from django.http import FileResponse
from django.urls import reverse

from cibtp_portal.settings import base
from core.exports import XLSX
from core.middleware import CompressionMiddleware
from tests.factories import PASSWORD
from tests.security import routes
from tests.security.fingerprint import body_of
from tests.security.test_safe_methods import addresses, admin_addresses

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
DIRECTIVES = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "style-src": "'self'",
    "connect-src": "'self'",
}


# What is not a page: the probe, and the files.
TYPES = {
    "health": "application/json",
    "accounts:data_json": "application/json",
    "adherents:proof": "application/pdf",
    "firm:export": "text/csv; charset=utf-8",
    "journal:export": "text/csv; charset=utf-8",
    "employees:receipt": "application/pdf",
    "employees:export": XLSX,
    "employees:import_template": "text/csv; charset=utf-8",
    "employees:import_errors": "text/csv; charset=utf-8",
    "absences:receipt": "application/pdf",
    "absences:print_planning": "application/pdf",
    "absences:print_sheets": "application/pdf",
    "absences:print_leave_order": "application/pdf",
    "absences:export": XLSX,
    "stoppages:receipt": "application/pdf",
    "stoppages:file": "application/pdf",
    "stoppages:certificate": "application/pdf",
    "stoppages:print_return_letter": "application/pdf",
    "documents:download": "application/pdf",
    "documents:sent_file": "application/pdf",
    "support:file": "application/pdf",
    "support:appointment_event": "text/calendar; charset=utf-8",
    "calendars:feed": "text/calendar; charset=utf-8",
}


FILES = set(TYPES) - {"health", "accounts:data_json"}


def policy_of(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, _, sources in parts}


def assert_headers(response, where: str) -> None:
    if where in FILES and response.status_code == 200:
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'", where
        assert response["Content-Disposition"].startswith("attachment"), where
        return
    for name, value in EXPECTED.items():
        assert value in response.get(name, ""), (where, name)
    assert response["Referrer-Policy"] in {"same-origin", "strict-origin"}, where
    assert "camera=()" in response["Permissions-Policy"], where
    policy = policy_of(response)
    assert {name: policy[name] for name in DIRECTIVES} == DIRECTIVES, where
    assert "unsafe-inline" not in response["Content-Security-Policy"], where
    assert "unsafe-eval" not in response["Content-Security-Policy"], where
    assert "http" not in response["Content-Security-Policy"], where
    assert response["X-Request-ID"], where


@pytest.mark.parametrize("person", ["anonymous", "alice"])
def test_every_answer_of_the_portal_carries_them(cast, person):
    browser = cast.browser(person)
    pages = [*addresses(cast), ("unknown", "/inconnu/"), ("stranger", f"/espace/{cast.rival.ref}/")]
    for name, address in pages:
        response = browser.get(address)
        assert_headers(response, name)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            assert "'strict-dynamic'" in policy_of(response)["script-src"], name
    for body in ({}, {"username": "x", "password": "y"}):
        assert_headers(browser.post(reverse("accounts:sign_in"), body), "post")


def test_every_answer_of_the_admin_carries_them(cast):
    sami = cast.browser("sami")
    for name, address in [*admin_addresses(cast), ("login", reverse("admin:login"))]:
        response = sami.get(address)
        for header in ("X-Content-Type-Options", "X-Frame-Options", "Cross-Origin-Opener-Policy"):
            assert response.get(header) == EXPECTED[header], (name, header)
        assert "unsafe-inline" not in response["Content-Security-Policy"], name
        assert re.search("no-store|no-cache", response["Cache-Control"]), name


def test_scripts_run_with_the_nonce_of_their_page_and_it_never_serves_twice(cast):
    alice, page = cast.browser("alice"), reverse("portal_home", args=[cast.acme.ref])
    nonces = set()
    for _ in range(3):
        response = alice.get(page)
        written = set(re.findall(r'nonce="([^"]+)"', response.content.decode()))
        assert len(written) == 1
        nonce = written.pop()
        assert policy_of(response)["script-src"].split() == [f"'nonce-{nonce}'", "'strict-dynamic'"]
        assert len(nonce) >= 16
        nonces.add(nonce)
    assert len(nonces) == 3


def test_every_script_of_every_page_has_the_nonce_and_comes_from_us(cast):
    """I14: nothing is loaded from elsewhere; nothing is written in the page."""
    for browser in (cast.browser("alice"), cast.browser("anonymous")):
        for name, address in addresses(cast):
            body = body_of(browser.get(address))
            for tag in re.findall(r"<script\b[^>]*>", body):
                assert re.search(r' nonce="[^"]+"', tag) or 'type="application/json"' in tag, (name, tag)
            for loaded in re.findall(r"<(?:script|link|img|iframe|use)\b[^>]*?\s(?:src|href)=\"([^\"]*)\"", body):
                assert loaded.startswith(("/", "#", "data:")), (name, loaded)
                assert not loaded.startswith("//"), (name, loaded)


@pytest.mark.parametrize("name", ["accounts:activate", "accounts:open_reset", "accounts:choose_password"])
def test_pages_whose_address_holds_a_token_tell_it_to_nobody(cast, name):
    """The address leaks neither by the referrer, nor by a cache, nor by a link to elsewhere."""
    response = cast.browser("anonymous").get(reverse(name, args=routes.PUBLIC[name].args(cast)))
    assert "no-store" in response["Cache-Control"]
    if name == "accounts:activate":
        # Not no-referrer: browsers would then send « Origin: null », which no form survives.
        assert response["Referrer-Policy"] == "strict-origin"
    assert "https://" not in response.content.decode()


def test_types_and_charsets_are_said(cast):
    """I15."""
    for name, address in addresses(cast):
        response = cast.browser("alice").get(address)
        if body_of(response):
            wanted = TYPES.get(name) if response.status_code == 200 else None
            assert response["Content-Type"] == (wanted or "text/html; charset=utf-8"), name


def test_cookies_are_bound_to_the_host_and_out_of_reach_of_scripts(cast, client, settings):
    """S12, with the names and the flags of production."""
    for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "DEVICE_COOKIE_NAME"):
        setattr(settings, name, getattr(base, name))
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client.get(reverse("accounts:sign_in"), secure=True)
    client.post(
        reverse("accounts:sign_in"), {"username": "alice@exemple.fr", "password": PASSWORD}, secure=True, follow=True
    )
    assert set(client.cookies) == {"__Host-sessionid", "__Host-csrftoken", "__Host-device"}
    for name, cookie in client.cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name
        assert bool(cookie["httponly"]) is (name != "__Host-csrftoken"), name
    assert len(client.cookies["__Host-sessionid"].value) >= 32


def test_an_anonymous_visit_opens_no_session(cast, client):
    for name, route in routes.PUBLIC.items():
        if "GET" in route.methods and route.status == 200:
            client.get(reverse(name, args=route.args(cast)))
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize(
    "address",
    [
        "/.git/config",
        "/.env",
        "/admin/doc/",
        "/metrics",
        "/__debug__/",
        "/static/../manage.py",
        "/media/x",
        "/.well-known/x",
    ],
)
def test_addresses_that_scanners_try_do_not_exist(cast, address):
    """L7."""
    assert cast.browser("sami").get(address).status_code == 404
    response = cast.browser("anonymous").get(address)
    # Of the back office a visitor only learns where its sign-in page is.
    assert response.status_code == (302 if address.startswith("/admin/") else 404)


def test_sign_out_is_on_every_page_of_a_person(cast):
    """S8, but for its look."""
    alice = cast.browser("alice")
    seen = 0
    for name, address in addresses(cast):
        page = alice.get(address)
        if page.status_code == 200 and name in {*routes.PERSON, *routes.TIERS} and name not in TYPES:
            seen += 1
            assert f'action="{reverse("accounts:sign_out")}"' in body_of(page), name
    assert seen > 20


def test_pages_are_compressed_and_padded_at_random(cast):
    """The length of a compressed page that repeats what one typed beside a secret would tell the secret (BREACH)."""
    browser, address = cast.browser("anonymous"), reverse("accounts:sign_in")
    plain = browser.get(address)
    answers = [browser.get(address, headers={"Accept-Encoding": "gzip"}) for _ in range(8)]
    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert all("Accept-Encoding" in answer["Vary"] for answer in answers)
    assert all(answer.content[3] & 0x08 for answer in answers), "gzip's optional file name is where the padding goes"
    names = {answer.content[10 : answer.content.index(b"\0", 10)] for answer in answers}
    assert len({len(name) for name in names}) > 1
    assert all(len(gzip.decompress(answer.content)) == len(plain.content) for answer in answers)


def test_files_are_sent_as_they_are(tmp_path, rf):
    stored = tmp_path / "attestation.pdf"
    stored.write_bytes(b"%PDF-1.7 " + b"0" * 5_000)
    with stored.open("rb") as file:
        compress = CompressionMiddleware(lambda request: FileResponse(file))
        response = compress(rf.get("/", headers={"Accept-Encoding": "gzip"}))
    assert "Content-Encoding" not in response
    assert response["Content-Length"] == str(stored.stat().st_size)
