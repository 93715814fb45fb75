"""Whatever the portal shows it reads back: what a function shows, the field of the form that holds it takes unchanged.

Telephones: tests/core/test_phone_numbers.py.
"""

import string
from datetime import date
from decimal import Decimal
from functools import partial
from types import SimpleNamespace

import pytest
from django import forms
from django.template.defaultfilters import linebreaksbr
from django.utils import formats
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.forms import LettersForm
from adherents import iban as ibans
from adherents.changes.forms import AddressChangeForm, BankChangeForm
from adherents.forms import AdherentForm, CaisseForm, EstablishmentForm
from adherents.models import Establishment
from core.dates import DayField
from core.identifiers import validate_siren, validate_siret, written_siren, written_siret
from core.templatetags import portal
from delegations.giving.forms import GiveForm
from employees import nir as nirs
from employees.forms import AddressForm, IdentityForm, WorkForm
from employees.models import Employee
from employees.words import in_words

often = settings(deadline=None, database=None, max_examples=100)
# Countries of which the account may hold figures alone.
OF_DIGITS = ["FR", "DE", "BE", "ES", "PT", "AT", "PL", "DK", "MC"]
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
LINES = st.text(st.sampled_from("abcéÉœ ÇLlDd'’-.,0123456789"), min_size=1, max_size=30).filter(str.strip)


def with_luhn(digits: str) -> str:
    """The same, its last digit being the key of the others."""
    total = sum(sum(divmod(int(digit) * (1 + rank % 2), 10)) for rank, digit in enumerate(reversed(digits)))
    return digits[:-1] + str((int(digits[-1]) - total) % 10)


SIRENS = st.from_regex(r"[1-9][0-9]{7}0", fullmatch=True).map(with_luhn)
SIRETS = st.tuples(SIRENS, st.from_regex(r"[0-9]{4}0", fullmatch=True)).map(lambda parts: with_luhn("".join(parts)))
NIRS = st.from_regex(r"[1-478][0-9]{2}(0[1-9]|1[0-2]|[23][0-9])([0-9]{2}|2[AB])[0-9]{6}", fullmatch=True).map(
    nirs.with_key
)


def read(form, name, shown, **others):
    """What the form makes of it; the errors of its other fields are not of it."""
    filled = form(data={name: shown, **others})
    filled.is_valid()
    return filled.cleaned_data.get(name, filled.errors.get(name))


@pytest.mark.django_db
@often
@given(SIRETS)
def test_a_siret(siret):
    validate_siret(siret)
    assert read(LettersForm, "siret", written_siret(siret)) == siret
    assert read(EstablishmentForm, "siret", written_siret(siret)) == siret
    assert read(partial(GiveForm, sites=Establishment.objects.none()), "siret", written_siret(siret)) == siret


@pytest.mark.django_db
@often
@given(SIRENS)
def test_a_siren(siren):
    validate_siren(siren)
    assert read(AdherentForm, "siren", written_siren(siren)) == siren
    assert read(CaisseForm, "siren", written_siren(siren)) == siren


@often
@given(NIRS)
def test_a_nir(nir):
    assert read(IdentityForm, "nir", nirs.grouped(nir)) == nir


@st.composite
def some_ibans(draw):
    country = draw(st.sampled_from(OF_DIGITS))
    length = ibans.SEPA_LENGTHS[country] - 4
    account = draw(st.text(string.digits, min_size=length, max_size=length))
    number = int("".join(str(int(character, 36)) for character in f"{account}{country}00"))
    return f"{country}{98 - number % 97:02}{account}"


@often
@given(some_ibans())
def test_an_iban(iban):
    assert read(BankChangeForm, "iban", ibans.grouped(iban)) == iban


@often
@given(DAYS)
def test_a_day(day):
    """Typed, it is shown in three ways; chosen, by the calendar of the browser and by Django."""
    typed = DayField()
    for shown in (portal.short_date(day), portal.french_date(day), typed.prepare_value(day), day.isoformat()):
        assert typed.clean(shown) == day
    chosen = forms.DateField()
    assert chosen.clean(day.isoformat()) == chosen.clean(portal.short_date(day)) == day


@often
@given(st.decimals(Decimal("0.01"), Decimal("999.99"), places=2))
def test_an_amount(wage):
    for shown in (portal.euros(wage), f"{in_words('hourly_wage', wage)} €", str(wage), formats.localize(wage)):
        assert read(WorkForm, "hourly_wage", shown) == wage


@often
@given(st.decimals(Decimal("0.25"), Decimal(48), places=2))
def test_hours(hours):
    for shown in (in_words("weekly_hours", hours), formats.localize(hours), str(hours)):
        assert read(WorkForm, "weekly_hours", shown) == hours


@often
@given(st.lists(LINES, min_size=1, max_size=3), st.from_regex(r"[0-9]{5} [A-Z][a-zé’-]{2,20}", fullmatch=True))
def test_the_address_of_a_site(street, town):
    stored = read(AddressChangeForm, "address", "\n".join([*street, town]))
    assert isinstance(stored, str)
    assert read(AddressChangeForm, "address", stored) == stored
    shown = linebreaksbr(stored, autoescape=False).replace("<br>", "\n")
    assert read(AddressChangeForm, "address", shown) == stored


@often
@given(LINES, st.from_regex(r"[0-9]{5}", fullmatch=True), LINES, st.sampled_from(["France", "FRANCE", "Belgique"]))
def test_the_address_of_a_person(street, postal_code, city, country):
    """Shown in lines, typed in fields: each field takes its part of the lines."""
    form = AddressForm({"street": street, "postal_code": postal_code, "city": city, "country": country})
    assert form.is_valid(), form.errors
    lines = Employee.address_lines.fget(SimpleNamespace(**form.cleaned_data))
    shown = dict(zip(("street", "town", "country"), [*lines, "France"], strict=False))
    parts = shown["town"].partition(" ")
    again = AddressForm(
        {"street": shown["street"], "postal_code": parts[0], "city": parts[2], "country": shown["country"]}
    )
    assert again.is_valid(), again.errors
    assert again.cleaned_data == form.cleaned_data
