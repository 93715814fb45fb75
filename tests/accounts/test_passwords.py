"""The guide's rule, and what keeps it from being met by a password that everyone tries (SECURITY D9, A2–A6)."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import missing_categories


def person(**fields) -> User:
    user = User(email="claire.durand@exemple.fr", first_name="Claire", last_name="Durand")
    user.company, user.siret = "Maçonnerie Lefèvre", "81000123000012"
    for name, value in fields.items():
        setattr(user, name, value)
    return user


@pytest.mark.parametrize(
    "password",
    [
        "Abcdef1g",
        "brouette1!",
        "BROUETTE1!",
        "Brouettes!",
        "Été-2026 pluvieux",
        "  Deux espaces 2  ",
        "ÇaMarche1",
        "Truelle 🧱 rouge",
        "x" * 60 + "Y1" + "z" * 66,
    ],
)
def test_three_categories_of_four_and_eight_characters_are_enough(password):
    validate_password(password, person())


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("abcdefgh", ["une majuscule", "un chiffre", "un caractère spécial"]),
        ("ABCDEFGH", ["une minuscule", "un chiffre", "un caractère spécial"]),
        ("12345678", ["une majuscule", "une minuscule", "un caractère spécial"]),
        ("abcdefg1", ["une majuscule", "un caractère spécial"]),
        ("Abcdefgh", ["un chiffre", "un caractère spécial"]),
        ("--------", ["une majuscule", "une minuscule", "un chiffre"]),
        ("", ["une majuscule", "une minuscule", "un chiffre", "un caractère spécial"]),
        ("aA1-", []),
    ],
)
def test_each_missing_category_is_named(password, missing):
    assert missing_categories(password) == missing
    if len(missing) > 1:
        with pytest.raises(ValidationError) as refused:
            validate_password(password, person())
        assert all(name in " ".join(refused.value.messages) for name in missing)


@pytest.mark.parametrize(("length", "accepted"), [(7, False), (8, True), (128, True), (129, False), (100_000, False)])
def test_eight_characters_at_least_and_128_at_most(length, accepted):
    password = ("Zq7!" * (length // 4 + 1))[:length]
    if accepted:
        validate_password(password, person())
    else:
        with pytest.raises(ValidationError, match="8" if length < 8 else "128"):
            validate_password(password, person())


@pytest.mark.parametrize(
    "password",
    [
        "Password1!",
        "Azerty123!",
        "Motdepasse1!",
        "Azertyuiop12!",
        "Bonjour2026!",
        "12Soleil!!",
        "Batiment-75",
        "Qwerty123!",
    ],
)
def test_passwords_that_everyone_tries_are_refused_with_their_decorations(password):
    with pytest.raises(ValidationError, match="plus essayés|ressemble"):
        validate_password(password, person())


@pytest.mark.parametrize(
    "password",
    [
        "Durand-2026x",
        "xx-CLAIRE-77",
        "Lefevre75012!",
        "Lefèvre75012!",
        "Maçonnerie-9",
        "Maconnerie-9x",
        "Cibtp-2026-ok",
        "Ma-Caisse-77",
        "81000123000012aA",
        "EspaceSecurise1!",
    ],
)
def test_the_name_the_address_the_company_and_the_site_are_refused(password):
    with pytest.raises(ValidationError, match="ressemble|plus essayés"):
        validate_password(password, person())


def test_short_pieces_of_a_name_refuse_nothing():
    validate_password("Liberté-77", person(first_name="Li", last_name="Bo", company="BTP"))


def test_the_staff_need_twelve():
    validate_password("Zq7!Zq7!Zq7!", person(is_staff=True))
    with pytest.raises(ValidationError, match="au moins 12"):
        validate_password("Zq7!Zq7!Zq7", person(is_staff=True))


def test_numbers_are_settings(settings):
    settings.PASSWORD_MIN_LENGTH = 10
    with pytest.raises(ValidationError, match="au moins 10"):
        validate_password("Zq7!Zq7!Z", person())
    assert "10 caractères minimum" in password_validators_help_text_html()


def test_without_a_person_the_rule_still_holds():
    validate_password("Zq7!Zq7!")
    with pytest.raises(ValidationError):
        validate_password("abc")
