"""A reason: chosen from a closed list, completed by hand, kept as one text."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from core.staff.reasons import OTHER, ReasonForm, Reasons
from core.staff.work_queues import age


class Why(TextChoices):
    NO_PROOF = "no_proof", "Justificatif manquant"


def no_figure(text: str) -> None:
    if any(character.isdigit() for character in text):
        raise ValidationError("Pas de chiffre.")


REASONS = Reasons(Why, reader="L’entreprise le lit.", missing="Choisissez.", limit=40, validators=(no_figure,))


def form_of(**typed: str) -> ReasonForm:
    return ReasonForm(REASONS, typed, name="refuse")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ({"reason": "no_proof"}, "Justificatif manquant"),
        ({"reason": "no_proof", "complement": "  le bail  "}, "Justificatif manquant : le bail"),
        ({"reason": OTHER, "complement": "Une autre raison"}, "Une autre raison"),
    ],
)
def test_what_is_kept_is_the_words_of_the_list_then_ones_own(typed, text):
    form = form_of(**typed)
    assert form.is_valid()
    assert form.text == text


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "reason", "Choisissez."),
        ({"reason": "", "complement": "Le bail."}, "reason", "Choisissez."),
        ({"reason": "invented"}, "reason", "Choisissez."),
        ({"reason": OTHER}, "complement", "Écrivez le motif, ou choisissez-en un dans la liste."),
        ({"reason": OTHER, "complement": "   "}, "complement", "Écrivez le motif, ou choisissez-en un dans la liste."),
        ({"reason": OTHER, "complement": "1 85"}, "complement", "Pas de chiffre."),
        (
            {"reason": "no_proof", "complement": "b" * 18},
            "complement",
            "Écrivez 2 caractères de moins : le motif serait coupé.",
        ),
    ],
)
def test_what_is_missing_or_too_much_is_said(typed, field, said):
    form = form_of(**typed)
    assert form.errors == {field: [said]}


def test_one_list_does_not_change_another():
    """Fields are the form's own: what one list adds to them is not found on the next."""
    form_of()
    plain = Reasons(Why, reader="", missing="Dites.", limit=40)
    other = ReasonForm(plain, {"reason": OTHER, "complement": "1 85"}, name="accept")
    assert other.is_valid()
    assert ReasonForm(plain, {}, name="accept").errors == {"reason": ["Dites."]}


class Row:
    words = {"7": "Hors délai", "8": "Doublon"}


def of_row(row: Row) -> dict[str, str]:
    return row.words


@pytest.mark.parametrize(
    ("is_closed", "typed", "text"),
    [
        (False, {"reason": "8"}, "Doublon"),
        (True, {"reason": "8", "complement": "du 3"}, "Doublon : du 3"),
        (False, {"reason": OTHER, "complement": "À ma façon"}, "À ma façon"),
        (True, {"reason": OTHER, "complement": "À ma façon"}, None),
        (True, {"reason": "9"}, None),
        (True, {"reason": "no_proof"}, None),
    ],
)
def test_a_list_may_be_that_of_the_row_and_closed(is_closed, typed, text):
    reasons = Reasons(of_row, reader="", missing="Dites.", limit=40, is_closed=is_closed)
    form = ReasonForm(reasons, typed, name="refuse", row=Row())
    assert form.is_valid() is (text is not None)
    assert text is None or form.text == text


def test_a_closed_list_that_is_empty_lets_one_write():
    reasons = Reasons(lambda row: {}, reader="", missing="Dites.", limit=40, is_closed=True)
    form = ReasonForm(reasons, {"reason": OTHER, "complement": "Voici"}, name="refuse", row=None)
    assert form.is_valid()
    assert form.text == "Voici"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "depuis aujourd’hui"),
        (1, "depuis hier"),
        (2, "depuis 2 jours"),
        (59, "depuis 59 jours"),
        (60, "depuis 2 mois"),
        (365, "depuis 12 mois"),
    ],
)
def test_ages_are_in_days_of_the_calendar(time_machine, days, words):
    late = datetime(2026, 3, 10, 23, 50, tzinfo=ZoneInfo("Europe/Paris"))
    time_machine.move_to(late + timedelta(days=days - 1, minutes=20) if days else late, tick=False)
    assert age(late).replace("\N{NO-BREAK SPACE}", " ") == words
