"""Bodies that no browser sends: null bytes that no form reads, multipart that is none, rows ticked that are none."""

import pytest
from django.contrib import admin
from django.db import DataError, transaction
from django.urls import reverse

from core.models import AuditEvent
from delegations.models import FirmMember
from tests.security import routes
from tests.security.fingerprint import nothing_written
from tests.security.test_safe_methods import addresses, admin_addresses


@pytest.mark.parametrize("name", ["clients", "collaborateur"])
def test_a_null_byte_that_no_form_reads_stops_before_the_database(cast, name):
    """I2, by kind: what a view takes from a body without a form."""
    FirmMember.objects.filter(user=cast.chloe).update(is_administrator=True)
    member = FirmMember.objects.get(user=cast.chloe)
    follow = {"clients": [cast.delegation.public_id], "collaborateur": member.public_id}
    chloe, address = cast.browser("chloe"), reverse("firm:assign", args=[cast.firm.public_id])
    with nothing_written(name):
        answer = chloe.post(address, {**follow, name: "a\x00b"})
    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize(
    "refused_by", [{"text": "a\x00"}, {"text": ["\x00"]}, {"a\x00": 1}], ids=["text", "list", "name"]
)
def test_a_null_byte_inside_json_is_one_too(cast, client, refused_by, monkeypatch):
    """psycopg refuses a text; PostgreSQL, the JSON that hides one."""
    monkeypatch.setattr("cibtp_portal.views.tiles.count_use", lambda *args: _written(cast, refused_by))
    assert cast.browser("alice").post(reverse("tile_use", args=[cast.acme.ref, "company"])).status_code == 400


def _written(cast, changes) -> None:
    with transaction.atomic():
        AuditEvent.objects.create(action="core.access_refused", changes=changes)


def test_another_error_of_the_database_stays_an_error(cast, monkeypatch):
    def too_long(*args):
        with transaction.atomic():
            AuditEvent.objects.create(action="x" * 100)

    monkeypatch.setattr("cibtp_portal.views.tiles.count_use", too_long)
    with pytest.raises(DataError):
        cast.browser("alice").post(reverse("tile_use", args=[cast.acme.ref, "company"]))


@pytest.mark.parametrize("header", ["user-agent", "referer", "x-forwarded-for", "accept-language"])
def test_a_null_byte_in_a_header_is_refused(cast, header):
    assert cast.browser("alice").get("/espace/", headers={header: "a\x00b"}).status_code == 400


MALFORMED = {
    "no boundary": ("multipart/form-data", b"x"),
    "a boundary that is not ASCII": ("multipart/form-data; boundary=é", b"x"),
    "an encoding that is none": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n*\r\n--x--',
    ),
    "cut": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
    "nothing": ("application/x-www-form-urlencoded", b""),
    "another boundary": ("multipart/form-data; boundary=x", b"--y\r\n\r\n"),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_body_is_answered_in_words_everywhere(cast, what):
    """By every page of the admin, and of a company, that takes a form: 400, or the form again."""
    content_type, body = MALFORMED[what]
    doors = {
        "sami": [address for _, address in admin_addresses(cast)],
        "alice": [address for _, address in addresses(cast)],
    }
    for person, pages in doors.items():
        browser = cast.browser(person)
        for address in pages:
            answer = browser.generic("POST", address, body, content_type=content_type)
            assert answer.status_code < 500, (person, address)
            assert answer.status_code != 400 or "<h1>" in answer.content.decode(), (person, address)


KEYS = ["x", "-1", "9" * 30, "", "é", "٣", "1.5", "1 OR 1=1", "a\x00"]


@pytest.mark.parametrize("key", KEYS)
def test_a_row_ticked_that_is_none_is_refused(cast, key):
    """In every list of the admin, with every action that it offers."""
    sami, tried = cast.browser("sami"), 0
    for model in routes.ADMIN_MODELS:
        address = reverse(f"admin:{model}_changelist")
        form = sami.get(address).context["action_form"]
        for action, _ in form.fields["action"].choices if form is not None else []:
            if action:
                ticked = {"action": action, "index": "0", "_selected_action": key}
                assert sami.post(address, ticked).status_code == 400, (model, action)
                tried += 1
    assert tried > 2


@pytest.mark.parametrize("key", [key for key in KEYS if key])
def test_a_row_chosen_that_is_none_is_refused(cast, key):
    """In the lists that search as one types."""
    sami, tried = cast.browser("sami"), 0
    for model, model_admin in admin.site._registry.items():
        for name in model_admin.autocomplete_fields:
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
            assert sami.post(address, {name: key}).status_code in {400, 403}, (model, name)
            tried += 1
    assert tried
