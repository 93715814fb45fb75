"""A password chosen through each page that takes one: the same rule, to the letter (SECURITY A1, A2, A3, A6, A9)."""

import os
from contextlib import nullcontext
from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from tests.accounts.steps import link_to, sign_in, signed_in
from tests.factories import LETTER_CODE, PASSWORD, MembershipFactory, OpeningFactory, StaffFactory
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

COMPANY = "Charpentes Vauquelin"


def typed(password: str) -> dict[str, str]:
    return {"password": password, "password_confirmation": password}


def member() -> User:
    return MembershipFactory(user__email="alice@exemple.fr", adherent__name=COMPANY).user


def open_account(password: str) -> User | None:
    opening, browser = OpeningFactory(adherent__name=COMPANY), Client()
    letters = {"cibtp_id": opening.adherent.cibtp_id, "siret": opening.establishment.siret, "code": LETTER_CODE}
    browser.post(reverse("accounts:identify"), letters)
    email = "claire@exemple.fr"
    contact = {"email": email, "email_confirmation": email, "accept_terms": "on", **typed(password)}
    if browser.post(reverse("accounts:contact"), contact).status_code == 422:
        return None
    browser.post(link_to(email))
    return User.objects.get(email=email)


def change(password: str) -> User | None:
    user = member()
    answer = signed_in(user).post(
        reverse("accounts:change_password"), {"present_password": PASSWORD, **typed(password)}
    )
    return user if answer.status_code == 302 else None


def reset(password: str) -> User | None:
    user, browser = member(), Client()
    browser.post(reverse("accounts:forgotten_password"), {"email": user.email})
    browser.get(link_to(user.email))
    answer = browser.post(reverse("accounts:choose_password"), typed(password))
    return user if answer.status_code == 200 else None


def change_as_staff(password: str) -> User | None:
    user = StaffFactory()
    typed_there = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    answer = staff_client(user).post(reverse("admin:password_change"), typed_there)
    return user if answer.status_code == 302 else None


PATHS = {"opening": open_account, "change": change, "reset": reset}
EVERYWHERE = {**PATHS, "staff": change_as_staff}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("Zq7!Zq7", False),  # seven
        ("zq7zq7zq7zq7", False),  # two categories
        ("Zq7!Zq7!", True),
        ("Zq7zq7zq", True),  # three categories, no sign
        ("Zq!zq!zq", True),  # three categories, no digit
        ("Zq7!" * 32 + "x", False),  # 129
    ],
)
def test_the_rule_of_the_guide_holds_wherever_one_chooses(path, password, accepted):
    """A1: 8 characters, 3 of the 4 categories."""
    assert (PATHS[path](password) is not None) is accepted


@pytest.mark.parametrize(("password", "accepted"), [("Zq7!Zq7!Zq7", False), ("Zq7!Zq7!Zq7!", True)])
def test_the_staff_choose_twelve_characters(password, accepted):
    assert (change_as_staff(password) is not None) is accepted


@pytest.mark.parametrize(("password", "accepted"), [("Zq7!Zq7!Zq7", False), ("Zq7!Zq7!Zq7!", True)])
def test_so_does_whoever_administers_the_network(password, accepted):
    """The account made in a terminal too."""
    values = {"DJANGO_SUPERUSER_PASSWORD": password}
    options = {"email": "reseau@cibtp.example", "first_name": "Noor", "last_name": "Bel", "interactive": False}
    with mock.patch.dict(os.environ, values), nullcontext() if accepted else pytest.raises(CommandError, match="12"):
        call_command("createsuperuser", verbosity=0, **options)
    assert User.objects.filter(email="reseau@cibtp.example").exists() is accepted


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize(
    "password", [" Deux Espaces 2  ", "Zq7!" * 16, "Zq7!" * 32, "Chantier 🏗️ été 2026", "e\u0301te\u0301-Zq7-Zq7!"]
)
def test_a_password_is_kept_to_the_letter(path, password):
    """A2, A3: neither trimmed, nor cut, nor folded; and it signs in."""
    user = EVERYWHERE[path](password)
    assert user is not None
    user.refresh_from_db()
    assert user.check_password(password)
    others = {password.strip(), password[:-1], password.lower(), password.swapcase(), f"{password} "} - {password}
    assert not any(user.check_password(other) for other in others)
    if path != "staff":
        assert sign_in(Client(), user, password).status_code == 302


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("password", ["Vauquelin-77!", "xx-CHARPENTES-7", "Ma-Caisse-77", "Martin-Durand-7!"])
def test_what_names_the_person_or_the_company_is_refused_wherever_one_chooses(path, password):
    """A6."""
    assert PATHS[path](password) is None


@pytest.mark.parametrize("path", ["change", "reset"])
def test_the_numbers_of_the_company_are_refused(path, monkeypatch):
    """A6: the SIRET holds the SIREN."""
    made = MembershipFactory(user__email="alice@exemple.fr")
    monkeypatch.setattr("tests.accounts.test_chosen_passwords.member", lambda: made.user)
    assert PATHS[path](f"Zq!{made.adherent.head_office.siret}") is None
    Membership.objects.update(ended_at=timezone.now())
    assert PATHS[path](f"Zq!{made.adherent.head_office.siret}") is not None


def test_a_password_of_years_ago_still_signs_in():
    """A9: nothing forces a change."""
    user = member()
    long_ago = timezone.now() - timedelta(days=1500)
    User.objects.update(created_at=long_ago, last_login=long_ago, previous_sign_in_at=long_ago)
    browser = Client()
    assert sign_in(browser, user)["Location"] == "/espace/"
    assert browser.get(reverse("accounts:account")).status_code == 200
