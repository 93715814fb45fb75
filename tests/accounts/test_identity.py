"""E-mail addresses and numbers: one normal form each, whatever is typed (SECURITY D3, D7, A13)."""

import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.identity import EMAIL_MAX_LENGTH, lookup_email, normalise_email, written_email
from core.phone_numbers import read_phone
from tests.factories import UserFactory
from tests.test_consistency import ROOT


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("alice@exemple.fr", "alice@exemple.fr"),
        (" Alice.Martin+Paie@EXEMPLE.fr\n", "alice.martin+paie@exemple.fr"),
        ("alice@exemple.fr.", "alice@exemple.fr"),
        ("ａｌｉｃｅ＠exemple.fr", "alice@exemple.fr"),
        ("alice@bâtiment.fr", "alice@xn--btiment-pwa.fr"),
        ("alice@XN--BTIMENT-PWA.fr", "alice@xn--btiment-pwa.fr"),
        ("o'neil@exemple.fr", "o'neil@exemple.fr"),
    ],
)
def test_one_form_whatever_is_typed(typed, stored):
    assert normalise_email(typed) == stored
    assert normalise_email(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "alice",
        "@exemple.fr",
        "alice@",
        "alice@exemple",
        "a b@exemple.fr",
        "m\u0131ke@exemple.fr",
        "clairé@exemple.fr",
        "alice@exemple..fr",
        "alice@-exemple.fr",
        "alice@exemple.fr, bob@exemple.fr",
        "alice@exemple.fr\nBcc: x@y.fr",
        "alice@" + "a" * 250 + ".fr",
        "alice@\x00.fr",
        '"a@b"@exemple .fr',
        "alice@127.0.0.1:25",
    ],
)
def test_what_is_not_an_address_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="nom@exemple.fr"):
        normalise_email(typed)
    assert len(lookup_email(typed)) <= EMAIL_MAX_LENGTH


@pytest.mark.django_db
def test_two_look_alike_addresses_are_two_accounts_and_neither_breaks_the_other():
    mike = UserFactory(email="mike@exemple.fr")
    with pytest.raises(ValidationError):
        UserFactory(email="m\u0131ke@exemple.fr")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="MIKE@exemple.fr")
    assert User.objects.get(email=lookup_email("Mike@Exemple.FR")) == mike


@pytest.mark.django_db
@pytest.mark.parametrize("stored", ["Alice@exemple.fr", "alicé@exemple.fr", "a b@exemple.fr", ""])
def test_the_database_refuses_another_form(stored):
    user = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email=stored)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("01 23 45 67 89", "+33123456789"),
        ("+33 (0)1.23.45.67.89", "+33123456789"),
        ("+262 262 12 34 56", "+262262123456"),
    ],
)
def test_numbers_are_stored_in_one_form(typed, stored):
    assert read_phone(typed) == stored


@pytest.mark.parametrize("typed", ["01 23 45 67 89 ext 4", "+32 2 123 45 67", "3639", "0", "abc", "\x00", "0" * 40])
def test_other_numbers_are_refused(typed):
    with pytest.raises(ValidationError, match="pas valide"):
        read_phone(typed)


# Cyrillic, Greek, a dotless i, a letter with a dot below, another alphabet at the end: each may pass for another.
NOT_WRITTEN = ["аlice.fr", "αlice.fr", "ıdeal.fr", "ẹxemple.fr", "exemple.рф"]


@pytest.mark.parametrize("domain", ["mécanique.fr", "bureau.bâtiment.fr", "cœur.fr", "exemple.fr"])
def test_a_domain_is_written_as_one_reads_it_and_read_back(domain):
    stored = normalise_email(f"a@{domain}")
    assert stored.isascii()
    assert written_email(stored) == f"a@{domain}"
    assert normalise_email(written_email(stored)) == stored


@pytest.mark.parametrize("domain", NOT_WRITTEN)
def test_a_domain_that_may_pass_for_another_stays_as_machines_write_it(domain):
    stored = normalise_email(f"a@{domain}")
    assert written_email(stored) == stored


@pytest.mark.parametrize(
    "stored", ["a@xn--.fr", "a@xn--a.fr", "xn--a@exemple.fr", "", "@", "a@xn--\ue000.fr", "a" * 300]
)
def test_what_is_no_address_is_left_as_it_is(stored):
    assert written_email(stored) == stored


@given(st.text("abcdéèàçêâôûîœïöÿ-", min_size=1, max_size=20))
def test_what_is_written_is_read_back(label):
    try:
        stored = normalise_email(f"a@{label}.fr")
    except ValidationError:
        return
    assert normalise_email(written_email(stored)) == stored
    assert "xn--" not in written_email(stored)


def test_pages_and_forms_write_it_so(client, db):
    user = UserFactory(email=normalise_email("alice@mécanique.fr"))
    client.force_login(user)
    page = client.get(reverse("accounts:account")).content.decode()
    assert "alice@mécanique.fr" in page
    assert "xn--" not in page
    field = _AddressForm(initial={"email": user.email})["email"]
    assert 'value="alice@mécanique.fr"' in str(field)


class _AddressForm(forms.Form):
    email = forms.CharField(widget=forms.EmailInput)


def test_every_template_writes_addresses_so():
    """But where a machine reads: a link, the name of an account for a password manager."""
    printed = re.compile(r'(mailto:|<input type="hidden"[^>]*value=")?\{\{ (?:\w+\.)*(?:new_|invited_)?email \}\}')
    pages = [page for page in (ROOT / "templates").rglob("*") if page.suffix in {".html", ".txt", ".jinja"}]
    assert len(pages) > 200
    bare = [page.name for page in pages for found in printed.finditer(page.read_text()) if not found.group(1)]
    assert bare == []
