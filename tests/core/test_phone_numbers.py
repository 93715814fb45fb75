"""Telephones of metropolitan France and overseas: typed as people do, stored in one form, and read back as shown."""

import phonenumbers
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from core.phone_numbers import read_any_phone, read_mobile, read_phone, written_phone

KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.VOIP, PhoneNumberType.TOLL_FREE)
EXAMPLES = [
    phonenumbers.format_number(number, PhoneNumberFormat.E164)
    for region in settings.PHONE_REGIONS
    for kind in KINDS
    if (number := phonenumbers.example_number_for_type(region, kind)) is not None
]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0692 12 34 56", "+262692123456"),
        ("0693 12 34 56", "+262693123456"),
        ("0639 01 23 45", "+262639012345"),
        ("0690 12 34 56", "+590690123456"),
        ("0694 20 12 34", "+594694201234"),
        ("0696 20 12 34", "+596696201234"),
        ("0697 12 34 56", "+596697123456"),
        ("0508 55 12 34", "+508551234"),
        ("06 12 34 56 78", "+33612345678"),
        ("612345678", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("00262 692 12 34 56", "+262692123456"),
    ],
)
def test_a_mobile_is_that_of_the_region_of_its_digits(typed: str, stored: str) -> None:
    assert read_mobile(typed) == read_phone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0262 20 12 34", "+262262201234"),
        ("0269 61 12 34", "+262269611234"),
        ("0590 20 12 34", "+590590201234"),
        ("0594 30 12 34", "+594594301234"),
        ("0596 60 12 34", "+596596601234"),
        ("01 23 45 67 89", "+33123456789"),
        ("0800 123 456", "+33800123456"),
    ],
)
def test_a_fixed_line_too(typed: str, stored: str) -> None:
    assert read_phone(typed) == stored
    with pytest.raises(ValidationError):
        read_mobile(typed)


@pytest.mark.parametrize("stored", EXAMPLES)
def test_what_is_shown_of_an_accepted_number_is_read_back(stored: str) -> None:
    assert read_phone(written_phone(stored)) == stored


@given(st.sampled_from(settings.PHONE_REGIONS), st.from_regex(r"[2-9][0-9]{5,8}", fullmatch=True))
def test_whatever_the_number(region: str, digits: str) -> None:
    number = phonenumbers.PhoneNumber(phonenumbers.country_code_for_region(region), int(digits))
    try:
        stored = read_phone(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    except ValidationError:
        return
    assert read_phone(written_phone(stored)) == stored


@pytest.mark.parametrize("typed", ["+32 2 551 20 20", "+49 30 901820", "+41 22 730 51 11", "0692 12 34 56"])
def test_a_number_of_elsewhere_is_read_back_where_it_is_accepted(typed: str) -> None:
    stored = read_any_phone(typed)
    assert read_any_phone(written_phone(stored)) == stored


@pytest.mark.parametrize("typed", ["0169", "06 12 34", "0692 12 34", "12", "demain", "+33 6 12 34 56 78 poste 3"])
def test_what_is_no_number_is_refused_in_words(typed: str) -> None:
    for read in (read_phone, read_mobile, read_any_phone):
        with pytest.raises(ValidationError):
            read(typed)
