"""GET and HEAD change nothing; every POST needs its token (SECURITY I13)."""

import pytest
from django.db.transaction import atomic, set_rollback
from django.urls import reverse

from accounts.opening import session as opening_session
from core.models import AuditEvent
from core.references import new_public_id
from tests.cast import CANARY
from tests.factories import LETTER_CODE, CaisseFactory
from tests.security import routes
from tests.security.fingerprint import body_of, differing, fingerprint, nothing_written


def addresses(cast) -> list[tuple[str, str]]:
    """Every address of the portal, with its name, for Alice."""
    own = {**routes.PUBLIC, **routes.DEVELOPMENT, **routes.PERSON}
    found = [(name, reverse(name, args=route.args(cast))) for name, route in own.items()]
    return found + [
        (name, reverse(name, args=[cast.acme.ref, *route.args(cast)])) for name, route in routes.TIERS.items()
    ]


def admin_addresses(cast) -> list[tuple[str, str]]:
    found = [(name, reverse(name, args=route.args(cast))) for name, route in routes.ADMIN.items()]
    found += [(name, reverse(name, args=args(cast.acme))) for name, args in routes.ADMIN_OF_ROWS.items()]
    for model, (row, _) in routes.ADMIN_MODELS.items():
        found += [(model, reverse(f"admin:{model}_{page}")) for page in ("changelist", "add")]
        found += [(model, reverse(f"admin:{model}_{page}", args=[row(cast.acme).pk])) for page in routes.ROW_ACTIONS]
    return found


@pytest.mark.parametrize("person", ["anonymous", "alice", "zoe"])
def test_reading_a_page_twice_writes_nothing(cast, person):
    browser = cast.browser(person)
    for name, address in addresses(cast):
        with nothing_written(f"{person} {name}"):
            for method in ("GET", "HEAD", "GET", "HEAD"):
                response = browser.generic(method, address)
                assert response.status_code < 500, name
                assert method == "GET" or not body_of(response), name


def test_reading_the_admin_twice_writes_nothing(cast):
    sami = cast.browser("sami")
    for name, address in admin_addresses(cast):
        with nothing_written(address):
            for method in ("GET", "HEAD", "GET"):
                assert sami.generic(method, address).status_code < 500, name


def test_reading_the_steps_of_an_opening_writes_nothing(cast, client):
    opening = cast.acme.opening
    typed = {"cibtp_id": opening.adherent.cibtp_id, "siret": opening.establishment.siret, "code": LETTER_CODE}
    assert client.post(reverse("accounts:identify"), typed).status_code == 302
    session = client.session
    session[opening_session._KEY] = {**session[opening_session._KEY], "registered": True}
    session.save()
    for name in ("accounts:identify", "accounts:contact", "accounts:email_sent"):
        with nothing_written(name):
            for method in ("GET", "HEAD", "GET"):
                assert client.generic(method, reverse(name)).status_code == 200


def test_the_net_sees_a_row_changed_within_the_transaction(cast):
    """The net itself: an UPDATE that writes the same values is seen, as a row written."""
    before = fingerprint()
    type(cast.alice).objects.filter(pk=cast.alice.pk).update(first_name=cast.alice.first_name)
    assert differing(before) == {"accounts_user"}


def test_the_net_sees_a_row_written_then_undone(cast):
    before = fingerprint()
    with atomic():
        CaisseFactory()
        set_rollback(True)
    assert differing(before) == {"adherents_caisse"}


def test_the_net_is_silent_when_rows_are_read_or_locked(cast):
    with nothing_written():
        assert type(cast.alice).objects.select_for_update().filter(pk=cast.alice.pk).first() == cast.alice


@pytest.mark.parametrize("person", ["anonymous", "alice", "sami"])
def test_a_post_without_its_token_is_refused_everywhere(cast, person):
    browser = cast.browser(person, enforce_csrf_checks=True)
    pages = addresses(cast) + (admin_addresses(cast) if person == "sami" else [])
    # The providers prove themselves otherwise: tests/core/test_webhooks.py.
    pages = [(name, address) for name, address in pages if name not in routes.WEBHOOKS]
    with nothing_written(person):
        for name, address in pages:
            response = browser.post(address, {"csrfmiddlewaretoken": "x" * 64, "email": "a@exemple.fr"})
            assert response.status_code == 403, name
            assert "Ce formulaire a expiré" in response.content.decode(), name
    assert AuditEvent.objects.filter(action="core.form_forged", result="refused").count() == len(pages)


def test_a_token_of_another_origin_is_refused(cast):
    browser = cast.browser("alice", enforce_csrf_checks=True)
    browser.get(reverse("accounts:attach"))
    token = browser.cookies["csrftoken"].value
    typed = {"csrfmiddlewaretoken": token}
    address = reverse("accounts:attach")
    assert browser.post(address, typed, headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.post(address, typed, headers={"referer": "https://evil.example/"}, secure=True).status_code == 403
    assert browser.post(address, typed).status_code == 422


def test_the_page_of_a_forged_form_tells_nothing(cast):
    """The same page for a company of others, one's own, and none."""
    browser = cast.browser("mallory", enforce_csrf_checks=True)
    answers = {
        browser.post(reverse("tile_use", args=[ref, "company"])).content
        for ref in (cast.acme.ref, cast.rival.ref, new_public_id())
    }
    assert len(answers) == 1
    assert CANARY not in answers.pop().decode()
