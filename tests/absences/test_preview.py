"""What an absence would do, told as one types it: the count in words, the days given back, the balance, the advice."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from absences.models import Absence, AbsenceRule
from absences.services.declaring import declare_leave
from core.rights import Right
from tests.absences.entry_kit import address, entry_of, text_of, typed
from tests.absences.factories import AbsenceFactory
from tests.absences.kit import access_of, enter, planning_of, worker
from tests.employees.factories import EmploymentFactory, LeaveRightFactory
from tests.employees.person_kit import browser_of, colleague
from tests.security.test_query_counts import BUDGET, CaptureQueriesContext, connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


@pytest.fixture
def person(cast):
    return worker(cast)


def preview(browser, cast, person, kind="paid_leave", start="03/08/2026", end="07/08/2026", **more):
    values = {"salarie": person.public_id, **typed(kind, start, end), **more}
    answer = browser.post(address(cast, "count"), values)
    assert answer.status_code == 200
    return text_of(answer)


def test_public_holidays_are_told_together_and_less_than_nothing_has_its_sign(cast, alice, person):
    LeaveRightFactory(employee=person, acquired=6, fifth_week=0, taken=5, stated_on=date(2026, 4, 30))
    text = preview(alice, cast, person, start="04/05/2026", end="15/05/2026")
    assert "Fériés, le vendredi 8 mai et le jeudi 14 mai ne comptent pas." in text
    assert "Reste après</dt><dd>− 9" in text


@pytest.mark.parametrize(
    ("kind", "start", "end", "words"),
    [
        (
            "paid_leave",
            "06/08/2026",
            "06/08/2026",
            "Du jeudi 6 août à la veille du retour, lundi 10 août : 3 jours ouvrables.",
        ),
        (
            "paid_leave",
            "10/08/2026",
            "14/08/2026",
            "la veille du retour, lundi 17 août : 5 jours ouvrables. Le samedi 15 août, férié, ne compte pas.",
        ),
        ("paid_leave", "08/08/2026", "09/08/2026", "Aucun de ces jours ne serait travaillé : rien n’est décompté."),
        ("paid_leave", "01/08/2026", "07/08/2026", "Du lundi 3 août à la veille du retour, lundi 10 août : 6 jours"),
        ("rtt", "13/07/2026", "15/07/2026", "2 jours de travail. Le mardi 14 juillet, férié, ne compte pas."),
        ("sickness", "13/07/2026", "15/07/2026", "Du lundi 13 juillet au mercredi 15 juillet : 3 jours de calendrier."),
    ],
)
def test_the_count_is_told_with_how_it_was_counted(cast, alice, kind, start, end, words):
    days = [1, 2, 4] if (start, end) == ("06/08/2026", "06/08/2026") else [1, 2, 3, 4, 5]
    assert words in preview(alice, cast, worker(cast, work_days=days), kind, start, end)


def test_half_days_are_told(cast, alice, person):
    text = preview(alice, cast, person, "rtt", starts_at_noon="on", ends_at_noon="on")
    assert "Du lundi 3 août à midi au vendredi 7 août à midi : 4 jours de travail." in text
    AbsenceRule.objects.create(caisse=cast.caisse, starts_on=date(2020, 1, 1), source="Test", allows_half_days=True)
    text = preview(alice, cast, person, ends_at_noon="on")
    assert "Du lundi 3 août au vendredi 7 août à midi : 4,5 jours ouvrables." in text


def test_the_half_day_of_leave_given_back_beyond_a_stoppage_is_told(cast, alice, person):
    enter(access_of(cast), person, "paid_leave", "2026-08-03", "2026-08-14")
    halves = {"starts_at_noon": "on", "ends_at_noon": "on"}
    text = preview(alice, cast, person, "sickness", "05/08/2026", "07/08/2026", **halves)
    whole = "Votre caisse ne compte les congés qu’en jours entiers : le congé du 5 août 2026 au matin"
    assert f"{whole} et du 7 août 2026 l’après-midi est rendu aussi." in text
    AbsenceRule.objects.create(caisse=cast.caisse, starts_on=date(2020, 1, 1), source="Test", allows_half_days=True)
    text = preview(alice, cast, person, "sickness", "05/08/2026", "07/08/2026", **halves)
    assert "seront coupés" in text
    assert "jours entiers" not in text


def test_nothing_is_written_and_nothing_is_in_the_address(cast, alice, person):
    assert "s’affiche dès que" in text_of(alice.post(address(cast, "count"), {"salarie": person.public_id}))
    preview(alice, cast, person, "sickness")
    assert not Absence.objects.filter(employee=person).exists()
    assert alice.get(address(cast, "count")).headers["Location"] == address(cast, "enter")


def test_the_balance_after_it_is_told_with_what_it_is_made_of(cast, alice, person):
    LeaveRightFactory(employee=person, acquired=30, fifth_week=6, taken=6, stated_on=date(2026, 6, 30))
    declare_leave(
        access=access_of(cast),
        absences=enter(access_of(cast), person, "paid_leave", "2026-07-06", "2026-07-10").absences,
    )
    enter(access_of(cast), person, "paid_leave", "2026-12-21", "2026-12-24")
    text = " ".join(preview(alice, cast, person).split())
    for words in (
        "Congés à prendre du 1er mai 2026 au 30 avril 2027",
        "Reste selon la caisse au 30 juin 2026</dt><dd>24 </dd>",
        "Autres congés déclarés, hors de ces chiffres</dt><dd>− 6</dd>",
        "Ce congé</dt><dd>− 6</dd>",
        "Reste après</dt><dd>12 </dd>",
        "Autres congés à déclarer</dt><dd>− 5</dd>",
        "Reste s’ils sont pris</dt><dd>7 </dd>",
    ):
        assert words in text


def test_an_estimate_is_said_to_be_one(cast, alice, person):
    assert "Reste, estimé par le portail" in preview(alice, cast, person)


def test_across_30_april_each_period_has_its_balance(cast, alice, person):
    text = preview(alice, cast, person, start="26/04/2027", end="07/05/2027")
    assert "Dont 5 jours ouvrables jusqu’au 30 avril 2027, puis 4 jours ouvrables jusqu’au 30 avril 2028" in text
    assert text.count("Reste après") == 2


def test_of_rights_not_known_yet_it_is_said_so(cast, alice, person):
    assert "ne sont pas encore connus" in preview(alice, cast, person, start="07/08/2028", end="11/08/2028")


def test_a_stoppage_over_leave_says_before_sending_what_it_will_give_back(cast, alice, person):
    leave = enter(access_of(cast), person, "paid_leave", "2026-08-03", "2026-08-14").absences
    declare_leave(access=access_of(cast), absences=leave)
    text = preview(alice, cast, person, "sickness", "06/08/2026", "09/08/2026")
    assert (
        "Les congés du 3 août 2026 au 14 août 2026 seront coupés : 3 jours ouvrables rendus ; la modification sera à "
        "déclarer à la caisse." in text
    )
    assert "L3141-19-3" in text
    assert "Reste après" not in text


def test_what_would_be_refused_is_told_before(cast, alice, person):
    enter(access_of(cast), person, "training", "2026-08-05", "2026-08-05")
    assert "a déjà une absence le 5 août 2026 (Formation)" in preview(alice, cast, person)
    late = worker(cast, starts_on=date(2026, 8, 5))
    assert "n’est pas sous contrat du 3 août 2026 au 4 août 2026" in preview(alice, cast, late)


def test_whoever_lacks_the_motives_reads_none_in_it(cast, person):
    AbsenceFactory(employee=person, key="sickness", starts_on=date(2026, 8, 5), ends_on=date(2026, 8, 5))
    chloe = cast.browser("chloe")
    for kind in ("rtt", "paid_leave", "sickness"):
        text = preview(chloe, cast, person, kind).lower()
        assert not any(word in text for word in ("maladie", "arrêt"))
    assert "(absence)" in preview(chloe, cast, person, "rtt").lower()


def test_changed_an_absence_is_not_in_its_own_way(cast, alice, person):
    [leave] = enter(access_of(cast), person, "paid_leave", "2026-08-03", "2026-08-07").absences
    assert "a déjà une absence" in preview(alice, cast, person)
    text = preview(alice, cast, person, absence=leave.public_id)
    assert "6 jours ouvrables" in text
    page = text_of(alice.get(address(cast, "change", leave.public_id)))
    assert "Reste après" in page


@pytest.mark.parametrize("ref", ["rival", "junk"])
def test_of_somebody_else_nothing_is_told(cast, alice, person, ref):
    stranger = cast.rival.people.employee.public_id if ref == "rival" else "²"
    assert alice.post(address(cast, "count"), {"salarie": stranger, **typed()}).status_code == 404
    foreign = {"absence": cast.rival.planned.leave.public_id}
    assert "5 jours de travail" in preview(alice, cast, person, "rtt", **foreign)


def test_without_script_the_form_counts_when_asked(cast, alice, person):
    answer = alice.post(entry_of(cast, person), {**typed("paid_leave", note="Pont"), "count": "1"})
    assert (answer.status_code, planning_of(person)) == (200, [])
    assert "6 jours ouvrables" in text_of(answer)
    assert answer.context["form"]["note"].value() == "Pont"


def test_a_change_and_a_cancellation_near_the_departure_are_told(cast, alice, person):
    start = date.today() + timedelta(days=(7 - date.today().weekday()) + 7)
    leave = AbsenceFactory(employee=person, starts_on=start, ends_on=start + timedelta(days=4))
    later = {"start": f"{start + timedelta(days=7):%d/%m/%Y}", "end": f"{start + timedelta(days=11):%d/%m/%Y}"}
    assert "L3141-16" in preview(alice, cast, person, **later, absence=leave.public_id)
    assert "L3141-16" in text_of(alice.get(address(cast, "cancel", leave.public_id)))


@pytest.mark.parametrize("is_changed", [False, True])
def test_a_preview_keeps_its_budget(cast, alice, person, is_changed):
    values = {"salarie": person.public_id, **typed("paid_leave")}
    if is_changed:
        values["absence"] = AbsenceFactory(employee=person).public_id
    alice.post(address(cast, "count"), values)
    with CaptureQueriesContext(connection) as queries:
        alice.post(address(cast, "count"), values)
    few = len(queries)
    for rank in range(1, 13):
        AbsenceFactory(employee=person, starts_on=date(2025, rank, 3), ends_on=date(2025, rank, 8))
    with CaptureQueriesContext(connection) as queries:
        alice.post(address(cast, "count"), values)
    assert len(queries) == few <= BUDGET


def test_whoever_acts_for_a_site_learns_nothing_of_another(cast):
    """Of somebody who works elsewhere since: neither the dates nor the motive of what they do there."""
    there = cast.acme.adherent.establishments.get(is_head_office=True)
    here = worker(
        cast, establishment=cast.acme.site, starts_on=date(2020, 1, 1), ends_on=date(2026, 6, 30), is_current=False
    )
    EmploymentFactory(employee=here, establishment=there, starts_on=date(2026, 7, 1))
    enter(access_of(cast), here, "sickness", "2026-08-03", "2026-08-28")
    rights = (Right.ABSENCES_CONSULT, Right.ABSENCES_ACT, Right.MOTIVES_CONSULT)
    at_site = browser_of(colleague(cast.acme.adherent, *rights, site=cast.acme.site))
    values = {"salarie": here.public_id, **typed("rtt", "03/08/2026", "03/08/2026")}
    said = text_of(at_site.post(reverse("absences:count", args=[cast.acme.site.public_id]), values))
    assert "n’est pas sous contrat" in said
    assert "Maladie" not in said


# --- Cut in two


def split_preview(browser, cast, leave, on):
    answer = browser.post(address(cast, "count_split", leave.public_id), {"on": on})
    assert answer.status_code == 200
    return " ".join(text_of(answer).split())


def test_cut_in_two_each_part_is_counted_and_the_leave_advised_as_when_it_was_entered(cast, alice, person):
    LeaveRightFactory(employee=person, acquired=30, fifth_week=6, taken=0, stated_on=date(2026, 6, 30))
    typed_first = preview(alice, cast, person, start="03/08/2026", end="04/09/2026")
    leave = enter(access_of(cast), person, "paid_leave", "2026-08-03", "2026-09-04").absences[0]
    before = planning_of(person)
    text = split_preview(alice, cast, leave, "17/08/2026")
    assert "Première partie, du lundi 3 août à la veille du jour de travail suivant, lundi 17 août : 11 jours" in text
    assert "Seconde partie, du lundi 17 août à la veille du retour, lundi 7 septembre : 18 jours ouvrables." in text
    advice = [" ".join(one.split()) for one in typed_first.partition("entry-advice")[2].split("<li")[1:]]
    assert advice
    assert "29 jours ouvrables d’affilée, pour 24 au plus" in text
    for one in advice:
        assert one.partition("</ul>")[0] in text
    assert "Reste après</dt><dd>1 </dd>" in text
    assert planning_of(person) == before


def test_the_parts_of_what_is_no_leave_are_counted_in_its_unit(cast, alice, person):
    absence = enter(access_of(cast), person, "rtt", "2026-08-03", "2026-08-07", noon="end").absences[0]
    text = split_preview(alice, cast, absence, "05/08/2026")
    assert "Première partie, du lundi 3 août au mardi 4 août : 2 jours de travail." in text
    assert "Seconde partie, du mercredi 5 août au vendredi 7 août à midi : 2,5 jours de travail." in text
    assert "Reste" not in text


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("", "Le décompte de chaque partie s’affiche"),
        ("le 32", "Le décompte de chaque partie s’affiche"),
        ("03/08/2026", "Choisissez un jour entre le deuxième et le dernier"),
        ("08/08/2026", "Choisissez un jour entre le deuxième et le dernier"),
    ],
)
def test_a_day_that_cuts_nothing_is_said(cast, alice, person, on, said):
    absence = enter(access_of(cast), person, "rtt", "2026-08-03", "2026-08-07").absences[0]
    assert said in split_preview(alice, cast, absence, on)


def test_without_scripts_the_parts_are_counted_on_the_form(cast, alice, person):
    absence = enter(access_of(cast), person, "rtt", "2026-08-03", "2026-08-07").absences[0]
    where = address(cast, "split", absence.public_id)
    assert "Compter les jours" in text_of(alice.get(where))
    with CaptureQueriesContext(connection) as queries:
        page = text_of(alice.post(where, {"on": "05/08/2026", "version": "1", "count": "1"}))
    assert "Seconde partie, du mercredi 5 août au vendredi 7 août : 3 jours de travail." in page
    assert 'value="05/08/2026"' in page
    assert len(planning_of(person)) == 1
    assert len(queries) <= BUDGET


def test_what_is_private_is_not_counted_for_whoever_may_not_know_it(cast, person):
    stoppage = enter(access_of(cast), person, "sickness", "2026-08-03", "2026-08-07").absences[0]
    chloe = colleague(cast.acme.adherent, Right.ABSENCES_CONSULT, Right.ABSENCES_ACT)
    answer = browser_of(chloe).post(address(cast, "count_split", stoppage.public_id), {"on": "05/08/2026"})
    assert answer.status_code == 404
