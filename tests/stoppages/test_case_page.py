"""The page of a case, the hours, the versions and the files that it leads to: what each says, and to whom."""

from datetime import date

import pytest

from core import files
from core.rights import Right
from stoppages.followup.versions import NOTHING, differences
from stoppages.models import CaseEvent, CaseFile
from tests.stoppages.factories import lose, sent, sick_leave_case, weather_case
from tests.stoppages.followup_kit import (
    ALL,
    WITHOUT_MOTIVES,
    WITHOUT_WAGES,
    address,
    admit,
    ask,
    browser_with,
    decide,
    pay,
    query_count,
    text_of,
)
from tests.stoppages.kit import crew_of, site_of, worker

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 1, 12)


def page_of(browser, cast, case, name="case", **query):
    answer = browser.get(address(cast, name, case.public_id, **query))
    assert answer.status_code == 200
    return text_of(answer)


@pytest.fixture
def paid(cast):
    """Two people, one week, admitted in part and paid."""
    case = weather_case(site_of(cast, name="Les Tilleuls"), resumes="2026-01-14 08:00", estimated="100.00")
    people = crew_of(cast, 2)
    for person in people:
        lose(case, person, {"2026-01-12": "8", "2026-01-13": "7.5"})
    decision = decide(sent(case), "partly", "85.30", reason="Un salarié n’était pas présent.")
    admit(decision, people[0], MONDAY, "14.5", "85.30")
    pay(case, "85.30", reference="VIR 77", lines=[(people[0], MONDAY, "85.30")])
    case.refresh_from_db()
    return case


def test_the_page_says_what_was_decided_and_paid(cast, paid):
    page = page_of(browser_with(cast, ALL), cast, paid)
    for said in (
        "Gel, Les Tilleuls",
        "Un salarié n’était pas présent.",
        "85,30 €",
        "Virement VIR 77",
        "100,00 €",
        "14,70 € de moins que l’estimation",
        "Déclaration définitive",
    ):
        assert said in page, said


def test_whoever_may_not_read_wages_sees_totals_and_hours_only(cast, paid):
    foreman = browser_with(cast, WITHOUT_WAGES)
    page = page_of(foreman, cast, paid)
    assert "85,30 €" in page
    assert "100,00" not in page
    assert "estimation" not in page
    hours = page_of(foreman, cast, paid, "case_hours")
    assert "15,5 h" in hours
    assert "14,5 h" in hours
    assert "€" not in hours
    seen = page_of(browser_with(cast, ALL), cast, paid, "case_hours")
    assert seen.count("85,30 €") == 2


def test_hours_are_those_in_writing_until_they_are_sent(cast):
    case = weather_case(site_of(cast), resumes="2026-01-14 08:00")
    lose(case, worker(cast), {"2026-01-12": "6"})
    assert "6 h" in page_of(cast.browser("alice"), cast, case, "case_hours")


@pytest.mark.parametrize("name", ["case", "compare"])
def test_whoever_may_not_read_motives_opens_no_sick_leave(cast, name):
    case = sick_leave_case(worker(cast))
    for content in (BEFORE, AFTER):
        sent(case, "sick_leave", content=content)
    blind = browser_with(cast, WITHOUT_MOTIVES)
    assert blind.get(address(cast, name, case.public_id)).status_code == 404
    assert cast.browser("alice").get(address(cast, name, case.public_id)).status_code == 200


def test_a_file_is_taken_by_whoever_sees_its_case(cast):
    case = sick_leave_case(worker(cast))
    files.write("arrets/volet", b"%PDF-1.7 volet")
    kept = CaseFile.objects.create(
        case=case,
        adherent=case.adherent,
        kind="employer_part",
        stored_name="arrets/volet",
        name="volet.pdf",
        content_type="application/pdf",
        size=14,
        added_by_label="Alice",
    )
    where = address(cast, "file", kept.public_id)
    answer = cast.browser("alice").get(where)
    assert answer["Content-Disposition"] == 'attachment; filename="volet.pdf"'
    assert b"".join(answer) == b"%PDF-1.7 volet"
    assert browser_with(cast, WITHOUT_MOTIVES).get(where).status_code == 404
    assert cast.browser("mallory").get(where).status_code == 404
    kept.purged_at = case.created_at
    kept.save()
    assert cast.browser("alice").get(where).status_code == 404
    assert "au terme de sa garde" in page_of(cast.browser("alice"), cast, case)


BEFORE = {"rows": [["Chantier", "Les Tilleuls"], ["Reprise", "14 janvier"]], "people": [["MARTIN Alice", "8", "7"]]}
AFTER = {
    "rows": [["Chantier", "Les Tilleuls"], ["Reprise", "15 janvier"], ["Équipe", "Gros œuvre"]],
    "people": [["MARTIN Alice", "8", "7"], ["MARTIN Alice", "4"]],
}


def test_two_versions_are_compared_by_what_differs():
    said = [(one.label, one.before, one.after) for one in differences(BEFORE, AFTER)]
    assert said == [
        ("Reprise", "14 janvier", "15 janvier"),
        ("Équipe", NOTHING, "Gros œuvre"),
        ("MARTIN Alice", NOTHING, "4"),
    ]
    assert differences(AFTER, AFTER) == []


def test_the_page_of_the_versions(cast):
    case = weather_case(site_of(cast), resumes="2026-01-14 08:00")
    person = lose(case, worker(cast), {"2026-01-12": "8"}, wage="20")
    first = sent(case, content=BEFORE)
    person.hourly_wage = 21
    person.save()
    second = sent(case, content=AFTER)
    page = page_of(browser_with(cast, ALL), cast, case, "compare")
    assert "15 janvier" in page
    assert "21,00 € de l’heure" in page
    foreman = page_of(
        browser_with(cast, WITHOUT_WAGES), cast, case, "compare", avant=second.public_id, apres=first.public_id
    )
    assert foreman.index("14 janvier") < foreman.index("15 janvier")
    assert "€" not in foreman
    assert "salaires certifiés diffèrent" in foreman


def test_versions_of_two_cases_are_not_compared(cast, paid):
    other = weather_case(site_of(cast))
    stranger = sent(other, "provisional")
    query = {"avant": stranger.public_id, "apres": paid.stoppagedeclarations.get().public_id}
    assert cast.browser("alice").get(address(cast, "compare", paid.public_id, **query)).status_code == 404


def test_the_page_costs_as_many_queries_whatever_its_length(cast, paid):
    browser, where = cast.browser("alice"), address(cast, "case", paid.public_id)
    ask(paid, answer="Oui", answered_at=paid.created_at)
    few = query_count(browser, where)
    for number in range(50):
        CaseEvent.objects.create(case=paid, adherent=paid.adherent, kind="changed", message=f"{number}")
        pay(paid, "1", reference=f"VIR {number}")
    assert query_count(browser, where) == few <= 10


def test_the_hours_cost_as_many_queries_for_one_person_as_for_fifty(cast):
    browser = cast.browser("alice")
    case = weather_case(site_of(cast), resumes="2026-01-14 08:00")
    lose(case, worker(cast), {"2026-01-12": "8"})
    where = address(cast, "case_hours", case.public_id)
    few = query_count(browser, where)
    for person in crew_of(cast, 30):
        lose(case, person, {"2026-01-12": "8"})
    assert query_count(browser, where) == few <= 12


def test_the_actions_of_the_journeys_are_on_the_page(cast):
    case = weather_case(site_of(cast))
    assert address(cast, "drop", case.public_id) in page_of(cast.browser("alice"), cast, case)
    reader = browser_with(cast, ALL - {Right.STOPPAGES_ACT})
    assert address(cast, "drop", case.public_id) not in page_of(reader, cast, case)
