"""The choice of rights: the table, what it accepts, what it never gives."""

import re

import pytest
from django import forms

from core.rights import ALL_RIGHTS, DELEGABLE, NOT_DELEGABLE, Right, in_words, sections, with_consultation
from core.rights_field import RightsField

CONSULT, ACT = Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT


def form_of(posted=None, **options):
    class RightsForm(forms.Form):
        rights = RightsField(**{"choices": DELEGABLE, **options})

    return RightsForm({"rights": posted} if posted is not None else None)


def chosen(*values, **options):
    form = form_of(list(values), **options)
    assert form.is_valid(), form.errors
    return form.cleaned_data["rights"]


def boxes(form) -> dict[str, str]:
    """Each check box of the page by its value, with its attributes."""
    found = re.findall(r'<input class="form-check-input" type="checkbox" name="rights" ([^>]*)>', str(form["rights"]))
    return {re.search('value="([^"]*)"', attributes)[1]: attributes for attributes in found}


def test_every_right_is_in_one_section_and_is_worded():
    rows = sections(ALL_RIGHTS)
    assert {right for row in rows for right in (row.consult, row.act) if right} == ALL_RIGHTS
    assert len({row.name for row in rows}) == len(rows)
    assert in_words({CONSULT, ACT}) == ["Mes salariés : consulter, déclarer embauches et sorties"]
    assert all(" : " in right.label for right in Right)


def test_acting_brings_consulting():
    assert chosen(ACT) == {CONSULT, ACT}
    assert chosen(CONSULT) == {CONSULT}
    assert with_consultation({Right.BANK_ACT}) == {Right.BANK_ACT}


def test_nothing_is_given_beyond_what_is_offered():
    assert chosen(ACT, choices={ACT}) == {ACT}
    for value in (Right.BANK_ACT, "admin", "", "employees.act; drop"):
        form = form_of([ACT, value])
        assert not form.is_valid(), value
    assert "donné par vous" in form.errors["rights"][0]


def test_one_right_at_least():
    assert form_of([]).errors["rights"] == ["Choisissez un profil, ou cochez au moins un droit."]


def test_what_is_kept_is_shown_ticked_and_locked_and_never_posted():
    form = form_of([ACT, Right.BANK_ACT], kept={Right.BANK_ACT})
    assert not form.is_valid()
    drawn = boxes(form_of(kept={Right.BANK_ACT}))
    assert "checked" in drawn[Right.BANK_ACT]
    assert "disabled" in drawn[Right.BANK_ACT]
    assert chosen(CONSULT, kept={Right.BANK_ACT}) == {CONSULT}


def test_the_table_has_a_labelled_box_for_each_right_offered():
    form = form_of([ACT])
    drawn, page = boxes(form), str(form["rights"])
    assert set(drawn) == {right.value for right in DELEGABLE}
    assert [value for value, attributes in drawn.items() if "checked" in attributes] == [ACT]
    for attributes in drawn.values():
        box_id = re.search('id="([^"]*)"', attributes)[1]
        assert f'<label for="{box_id}"' in page
    assert page.count('scope="row"') == len(sections(DELEGABLE))


def test_what_was_ticked_stays_ticked_after_an_error():
    form = form_of([ACT, "faux"])
    assert not form.is_valid()
    assert "checked" in boxes(form)[ACT]


@pytest.mark.parametrize("right", sorted(NOT_DELEGABLE))
def test_what_is_not_delegable_is_not_offered_to_a_cabinet(right):
    assert right.value not in boxes(form_of())
