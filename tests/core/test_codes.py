"""Codes on letters and in SMS: entropy, tolerance, what their digest is worth elsewhere (SECURITY A20, A27, A30)."""

import math

import pytest

from core import codes


def test_a_letter_code_holds_fifty_bits_and_is_easy_to_read():
    drawn = {codes.new_letter_code() for _ in range(500)}
    assert len(drawn) == 500
    assert codes.LETTER_CODE_LENGTH * math.log2(len(codes.CROCKFORD)) >= 50
    for code in drawn:
        assert (len(code), code[5]) == (11, "-")
        assert set(code) <= set(codes.CROCKFORD) | {"-"}
        assert not set(code) & set("ILOU")
    assert {character for code in drawn for character in code} == set(codes.CROCKFORD) | {"-"}


@pytest.mark.parametrize(
    "typed",
    ["7K2MX-9TQ40", "7k2mx9tq40", " 7K2 MX–9TQ 4O ", "7K2MX.9TQ4o", "7K2MX\u00a09TQ40", "7K2MX-9TQ4O"],
)
def test_a_letter_code_is_understood_however_it_is_typed(typed):
    assert codes.normalise_letter_code(typed) == "7K2MX9TQ40"


def test_look_alike_letters_are_read_as_digits():
    assert codes.normalise_letter_code("oO0iIlL1") == "00011111"


def test_sms_codes_have_six_digits_zeros_included():
    drawn = [codes.new_sms_code() for _ in range(2000)]
    assert {len(code) for code in drawn} == {6}
    assert all(code.isdecimal() for code in drawn)
    assert any(code.startswith("0") for code in drawn)
    assert len(set(drawn)) > 1900


@pytest.mark.parametrize("typed", ["123 456", "123-456", " 123456 ", "123\u202f456", "Code : 123456"])
def test_an_sms_code_is_understood_with_its_spaces(typed):
    assert codes.normalise_sms_code(typed) == "123456"


@pytest.mark.parametrize("typed", ["١٢٣٤٥٦", "１２３４５６", ""])
def test_other_digits_are_not_digits(typed):
    assert codes.normalise_sms_code(typed) == ""


def test_a_digest_is_bound_to_its_purpose_to_what_it_opens_and_to_the_pepper(settings):
    stored = codes.digest("123456", purpose="sms", bound_to="a")
    assert "123456" not in stored
    assert codes.matches("123456", stored, purpose="sms", bound_to="a")
    assert not codes.matches("123456", stored, purpose="letter", bound_to="a")
    assert not codes.matches("123456", stored, purpose="sms", bound_to="b")
    assert not codes.matches("123457", stored, purpose="sms", bound_to="a")
    assert not codes.matches("", "", purpose="sms", bound_to="a")
    settings.CODE_PEPPER = "another"
    assert not codes.matches("123456", stored, purpose="sms", bound_to="a")
