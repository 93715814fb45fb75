"""Rights by profile: what each gives, what holds when the profile and the boxes disagree, the sums in words."""

import re

import pytest
from django import forms

from core.rights import ALL_RIGHTS, DELEGABLE, SENSITIVE, Right
from core.rights_field import CUSTOM, RightsField
from core.rights_profiles import PROFILES, profile_of, profiles, summed_up

CONSULT, ACT = Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT
READING = profiles(DELEGABLE)[0].rights


def form_of(*, profile="", boxes=(), drawn=(), choices=DELEGABLE):
    class RightsForm(forms.Form):
        rights = RightsField(choices=choices)

    drawn_text = " ".join(str(right) for right in drawn)
    boxes = [str(right) for right in boxes]
    return RightsForm({"rights": boxes, "rights_profile": profile, "rights_drawn": drawn_text})


def chosen(**posted):
    form = form_of(**posted)
    assert form.is_valid(), form.errors
    return form.cleaned_data["rights"]


def radios(form) -> dict[str, bool]:
    drawn = re.findall(r'type="radio" name="rights_profile" value="(\w+)"([^>]*)>', str(form["rights"]))
    return {key: "checked" in attributes for key, attributes in drawn}


def test_consultation_sends_nothing_and_shows_nothing_private():
    reading = profiles(ALL_RIGHTS)[0].rights
    assert all(right.value.endswith(".consult") for right in reading)
    assert not reading & (SENSITIVE | {Right.JOURNAL_CONSULT})


def test_the_usual_pay_acts_in_every_section_but_reads_no_social_security_number():
    pay = profiles(ALL_RIGHTS)[1].rights
    assert {Right.EMPLOYEES_ACT, Right.ABSENCES_ACT, Right.STOPPAGES_ACT, Right.DOCUMENTS_ACT, Right.SUPPORT_ACT} <= pay
    assert {Right.WAGES_CONSULT, Right.MOTIVES_CONSULT} <= pay
    assert not pay & {Right.NIR_CONSULT, Right.BANK_ACT, Right.COLLEAGUES_ACT, Right.DELEGATIONS_ACT, Right.LEGAL_ACT}


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_gives_nothing_beyond_what_is_offered(profile):
    assert chosen(profile=profile.key) == profile.rights & DELEGABLE
    few = {Right.LEGAL_CONSULT, ACT, Right.NIR_CONSULT}
    assert chosen(profile=profile.key, choices=few) == profile.rights & few


def test_of_two_profiles_that_give_the_same_one_is_offered():
    assert [one.key for one in profiles({CONSULT})] == ["consultation"]
    assert list(radios(form_of(choices={CONSULT}))) == ["consultation", CUSTOM]
    form = form_of(profile="all", choices={CONSULT})
    assert form.errors["rights"] == ["Choisissez un profil de la liste."]


def test_each_profile_says_what_it_shows_of_a_private_nature():
    reading, pay, everything = profiles(DELEGABLE)
    assert reading.hint.endswith("Sans les salaires ni les motifs ni les numéros de sécurité sociale.")
    assert pay.hint.endswith("Avec les salaires et les motifs, sans les numéros de sécurité sociale.")
    assert everything.hint.endswith("Avec les salaires, les motifs et les numéros de sécurité sociale.")


def test_what_was_changed_since_the_page_was_drawn_holds():
    """Without JavaScript, the profile does not tick the boxes, nor the boxes say which profile they are."""
    assert chosen(profile="consultation", boxes=[ACT, CONSULT], drawn=[ACT, CONSULT]) == READING
    more = {*READING, ACT}
    assert chosen(profile="consultation", boxes=more, drawn=READING) == more
    assert chosen(profile=CUSTOM, boxes=[ACT], drawn=READING) == {ACT, CONSULT}
    assert chosen(boxes=[ACT], drawn=[]) == {ACT, CONSULT}


def test_with_javascript_the_boxes_follow_the_profile():
    assert chosen(profile="consultation", boxes=READING, drawn=[ACT]) == READING


def test_where_both_were_changed_and_disagree_it_is_asked_again_then_either_answer_holds():
    form = form_of(profile="all", boxes=[ACT], drawn=[CONSULT])
    assert "choisissez « Sur mesure »" in form.errors["rights"][0]
    assert radios(form) == {"consultation": False, "pay": False, "all": True, CUSTOM: False}
    drawn = re.search(r'name="rights_drawn" value="([^"]*)"', str(form["rights"]))[1].split()
    assert chosen(profile="all", boxes=[ACT], drawn=drawn) == DELEGABLE
    assert chosen(profile=CUSTOM, boxes=[ACT], drawn=drawn) == {ACT, CONSULT}


@pytest.mark.parametrize("profile", ["tout", "all; drop", "ALL", "\x00"])
def test_a_profile_that_does_not_exist_is_refused(profile):
    assert not form_of(profile=profile, boxes=[CONSULT]).is_valid()


@pytest.mark.parametrize(
    ("rights", "key"), [(READING, "consultation"), (DELEGABLE, "all"), ({ACT, CONSULT}, CUSTOM), ((), None)]
)
def test_present_rights_are_shown_by_their_profile(rights, key):
    class RightsForm(forms.Form):
        field = RightsField(choices=DELEGABLE)

    page = str(RightsForm(initial={"field": sorted(rights)})["field"])
    shown = re.findall(r'value="(\w+)" id="[^"]*" data-rights="[^"]*" checked', page)
    assert shown == ([key] if key else [])
    assert ('<details class="disclosure" open>' in page) is (key == CUSTOM)


@pytest.mark.parametrize(
    ("rights", "among", "words"),
    [
        (DELEGABLE, DELEGABLE, ["Tout"]),
        (
            DELEGABLE - {Right.SUPPORT_ACT},
            DELEGABLE,
            ["Tout, sauf « Contact : écrire à la caisse »"],
        ),
        (READING, DELEGABLE, ["Consultation"]),
        (READING | {Right.SUPPORT_ACT}, DELEGABLE, ["Consultation, avec aussi « Contact : écrire à la caisse »"]),
        ({CONSULT, ACT}, DELEGABLE, ["Mes salariés : consulter, déclarer embauches et sorties"]),
        ({CONSULT}, {CONSULT}, ["Consultation"]),
        ((), ALL_RIGHTS, []),
        (ALL_RIGHTS, ALL_RIGHTS, ["Tout"]),
    ],
)
def test_rights_are_summed_up_by_the_nearest_profile(rights, among, words):
    assert summed_up(rights, among) == words


def test_a_profile_is_known_by_its_rights_alone():
    for one in profiles(ALL_RIGHTS):
        assert profile_of(one.rights, ALL_RIGHTS) == one
    assert profile_of({ACT}, ALL_RIGHTS) is None
