"""E-mail addresses and numbers: one normal form each, whatever is typed (SECURITY D3, D7, A13)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from core.identity import EMAIL_MAX_LENGTH, lookup_email, normalise_email, normalise_phone
from tests.factories import UserFactory


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
    assert normalise_phone(typed) == stored


@pytest.mark.parametrize("typed", ["01 23 45 67 89 ext 4", "+32 2 123 45 67", "3639", "0", "abc", "\x00", "0" * 40])
def test_other_numbers_are_refused(typed):
    with pytest.raises(ValidationError, match="pas valide"):
        normalise_phone(typed)
