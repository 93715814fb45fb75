"""The planning taken away: what is on paper and in files, for whom, and what never is."""

import csv
import re
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from python_calamine import load_workbook

from absences.exports.lines import lines_of
from absences.exports.months import month_table
from absences.models import AbsenceKind
from absences.queries.closings import closings_between
from absences.selection import Selection
from accounts.models import Membership
from core.models import AuditEvent
from core.rights import Right
from employees.leave.schedules import places_of_work
from tests.absences.calendar_kit import nobody_absent
from tests.absences.factories import AbsenceFactory, CollectiveAbsenceFactory, kind
from tests.absences.kit import access_of, enter, worker
from tests.employees.factories import CrewFactory, EmploymentFactory
from tests.printed import page_texts
from tests.security.fingerprint import body_of

pytestmark = pytest.mark.django_db
AUGUST = {"du": "01/08/2026", "au": "31/08/2026"}


@pytest.fixture(autouse=True)
def july():
    with time_machine.travel(datetime(2026, 7, 15, 8, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def acme(cast):
    return nobody_absent(cast)


def named(cast: Any, last_name: str, **contract: Any) -> Any:
    person = worker(cast, **contract)
    person.last_name, person.first_name = last_name, "Karim"
    person.save()
    return person


def get(cast: Any, name: str, person: str = "alice", **typed: str) -> Any:
    return cast.browser(person).get(reverse(f"absences:{name}", args=[cast.acme.ref]), {**AUGUST, **typed})


def pages(answer: Any) -> list[str]:
    assert answer["Content-Type"] == "application/pdf", answer.content.decode()[:2000]
    return [" ".join(text.split()) for text in page_texts(b"".join(answer))]


def rows(cast: Any, person: str = "alice", **typed: str) -> list[dict[str, str]]:
    answer = get(cast, "export", person, format="csv", **typed)
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


# --- Files


def test_a_line_an_absence_counted_by_its_contract(acme):
    alice = access_of(acme)
    crew = CrewFactory(establishment=acme.acme.site, name="Gros œuvre")
    person = named(acme, "Benali", establishment=acme.acme.site, crew=crew)
    enter(alice, person, "paid_leave", "2026-08-10", "2026-08-15")  # with 15 August
    enter(alice, person, "rtt", "2026-08-20", "2026-08-21", noon="start")
    leave, rtt = rows(acme)
    assert list(leave) == [
        *(
            "Nom",
            "Prénom",
            "Site",
            "Équipe",
            "Nature",
            "Du",
            "Au",
            "Demi-journées",
            "Durée (jours)",
            "Comptée en",
            "État",
        )
    ]
    assert (leave["Nom"], leave["Site"], leave["Équipe"]) == ("Benali", "Dépôt ACME", "Gros œuvre")
    assert (leave["Nature"], leave["Du"], leave["Au"]) == (kind("paid_leave").name, "10/08/2026", "15/08/2026")
    assert (leave["Durée (jours)"], leave["Comptée en"], leave["État"]) == ("5,00", "Jours ouvrables", "À déclarer")
    assert (rtt["Demi-journées"], rtt["Durée (jours)"], rtt["État"]) == ("à partir de midi", "1,50", "")


def test_a_workbook_holds_dates_and_figures(acme):
    enter(access_of(acme), named(acme, "Benali"), "rtt", "2026-08-20", "2026-08-21")
    answer = get(acme, "export", format="xlsx")
    head, row = load_workbook(BytesIO(b"".join(answer))).get_sheet_by_index(0).to_python()
    line = dict(zip(head, row, strict=True))
    assert (line["Du"], line["Durée (jours)"]) == (date(2026, 8, 20), 2.0)


def test_a_private_motive_is_in_the_file_of_whoever_may_read_it(acme):
    enter(access_of(acme), named(acme, "Benali"), "sickness", "2026-08-03", "2026-08-07")
    [read] = rows(acme)
    assert (read["Nature"], read["Comptée en"]) == (kind("sickness").name, "Jours de calendrier")
    for person in ("bruno", "chloe"):
        [masked] = rows(acme, person)
        assert (masked["Nature"], masked["Comptée en"]) == ("Absence", "Jours de calendrier")


def test_every_private_motive_looks_the_same_in_the_file(acme):
    """Neither its name, nor how it is counted, nor its state tells it."""
    person = named(acme, "Benali")
    for day, one in enumerate(AbsenceKind.objects.filter(is_sensitive=True), start=1):
        AbsenceFactory(employee=person, kind=one, starts_on=date(2026, 8, day), ends_on=date(2026, 8, day))
    masked = rows(acme, "bruno")
    assert len(masked) > 8
    assert {(row["Nature"], row["Comptée en"], row["Durée (jours)"], row["État"]) for row in masked} == {
        ("Absence", "Jours de calendrier", "1,00", "")
    }


def test_files_never_compute_what_was_typed_nor_hold_a_number_or_a_note(acme):
    person = named(acme, "=1+1")
    AbsenceFactory(employee=person, key="rtt", starts_on=date(2026, 8, 3), note="Note secrète")
    [row] = rows(acme)
    text = get(acme, "export", format="csv").content.decode()
    assert row["Nom"] == "'=1+1"
    assert "Note secrète" not in text
    assert person.masked_nir not in text or not person.masked_nir


def test_the_file_holds_the_people_and_the_days_chosen(acme):
    crew = CrewFactory(establishment=acme.acme.site)
    office = acme.acme.adherent.establishments.get(is_head_office=True)
    people = {
        "Bureau": {"establishment": office, "category": "executive"},
        "Dépôt": {"establishment": acme.acme.site},
        "Équipier": {"establishment": acme.acme.site, "crew": crew},
    }
    for name, contract in people.items():
        AbsenceFactory(employee=named(acme, name, **contract), key="rtt", starts_on=date(2026, 8, 3))
    names = lambda **typed: {row["Nom"] for row in rows(acme, **typed)}  # noqa: E731
    assert names() == set(people)
    assert names(site=acme.acme.site.public_id) == {"Dépôt", "Équipier"}
    assert names(equipe=crew.public_id) == {"Équipier"}
    assert names(categorie="executive") == {"Bureau"}
    assert names(du="01/09/2026", au="30/09/2026") == set()


def test_somebody_who_changed_site_is_of_each_for_the_absences_that_they_had_there(acme):
    office = acme.acme.adherent.establishments.get(is_head_office=True)
    person = named(acme, "Mobile", establishment=office, ends_on=date(2026, 8, 14))
    EmploymentFactory(employee=person, establishment=acme.acme.site, starts_on=date(2026, 8, 17), is_current=False)
    for day in (3, 24):
        AbsenceFactory(employee=person, key="rtt", starts_on=date(2026, 8, day), ends_on=date(2026, 8, day))
    assert [(row["Site"], row["Du"]) for row in rows(acme)] == [
        (office.name, "03/08/2026"),
        ("Dépôt ACME", "24/08/2026"),
    ]
    assert [row["Du"] for row in rows(acme, site=acme.acme.site.public_id)] == ["24/08/2026"]


def test_whoever_acts_for_a_site_takes_that_site(acme):
    Membership.objects.filter(user=acme.bruno).update(establishment=acme.acme.site)
    office = acme.acme.adherent.establishments.get(is_head_office=True)
    for name, site in (("Bureau", office), ("Dépôt", acme.acme.site)):
        AbsenceFactory(employee=named(acme, name, establishment=site), key="rtt", starts_on=date(2026, 8, 3))
    address = reverse("absences:export", args=[acme.acme.site.public_id])
    text = acme.browser("bruno").get(address, {**AUGUST, "format": "csv"}).content.decode()
    assert ("Dépôt" in text, "Bureau" in text) == (True, False)


@pytest.mark.parametrize("name", ["print_planning", "print_sheets", "export", "print_leave_order"])
def test_what_is_taken_away_is_in_the_journal(acme, name):
    enter(access_of(acme), named(acme, "Benali"), "sickness", "2026-08-03", "2026-08-07")
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    assert get(acme, name).status_code == 200
    [line] = AuditEvent.objects.exclude(pk__in=before).filter(action__startswith="absences.")
    assert line.actor_id == acme.alice.pk
    assert "aladie" not in str(line.changes)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"du": "31/08/2026", "au": "01/08/2026"}, "Le dernier jour vient avant le premier"),
        ({"du": "", "au": "01/08/2026"}, "Donnez le premier jour."),
        ({"du": "31/02/2026", "au": "01/08/2026"}, "n’existe pas"),
        ({"du": "hier", "au": "demain"}, "Écrivez la date comme"),
        ({"du": "01/01/1990", "au": "01/08/2026"}, "trop ancienne"),
        ({"categorie": "inconnue"}, "Choisissez dans la liste."),
    ],
)
@pytest.mark.parametrize("name", ["print_planning", "print_sheets", "export", "print_leave_order"])
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(acme, name, typed, said):
    answer = get(acme, name, **typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    for value in typed.values():
        assert not value or value in page or value == "inconnue"


# --- On paper


def test_the_planning_says_the_same_in_black_and_white(acme):
    alice, person = access_of(acme), named(acme, "Benali")
    enter(alice, person, "rtt", "2026-08-20", "2026-08-21", noon="start")
    enter(alice, person, "paid_leave", "2026-08-03", "2026-08-08")
    [page] = pages(get(acme, "print_planning"))
    rtt, leave = kind("rtt"), kind("paid_leave")
    for words in (
        "CIBTP Acme",
        "Août 2026",
        "BENALI Karim",
        f"½ {rtt.letter}",
        f"({leave.letter})",
        rtt.name,
        leave.name,
    ):
        assert words in page, words
    assert "Page 1 / 1" in page


def test_the_planning_shades_the_closings_of_each_site(acme):
    office = acme.acme.adherent.establishments.get(is_head_office=True)
    for name, site in (("Bureau", office), ("Dépôt", acme.acme.site)):
        named(acme, name, establishment=site)
    assert "fermeture" not in pages(get(acme, "print_planning"))[0]
    # A Thursday to a Sunday, the Saturday a public holiday.
    CollectiveAbsenceFactory(
        adherent=acme.acme.adherent,
        establishment=office,
        is_closing=True,
        state="done",
        starts_on=date(2026, 8, 13),
        ends_on=date(2026, 8, 16),
    )
    assert "fermeture" in pages(get(acme, "print_planning"))[0]
    alice = access_of(acme)
    lines = lines_of(alice, Selection(date(2026, 8, 1), date(2026, 8, 31)), with_motives=False)
    closings = closings_between(alice, date(2026, 8, 1), date(2026, 8, 31))
    calendar_at = places_of_work(alice.tiers.adherent_id).calendar_at
    looks = {
        line.site.name: [look for _, look, _ in group["lines"][0][1:]][12:16]
        for line in lines
        for group in month_table(date(2026, 8, 1), [line], calendar_at, closings)["groups"]
    }
    assert looks == {office.name: ["closed", "closed", "rest", "rest"], "Dépôt ACME": ["", "", "rest", "rest"]}


def test_the_planning_names_a_private_motive_only_to_whoever_may_and_asks(acme):
    enter(access_of(acme), named(acme, "Benali"), "sickness", "2026-08-03", "2026-08-07")
    name = kind("sickness").name
    said = {
        (person, asked): name in pages(get(acme, "print_planning", person, **asked_of))[0]
        for person in ("alice", "bruno", "chloe")
        for asked, asked_of in (("plain", {}), ("motives", {"motifs": "oui"}))
    }
    assert {key for key, is_said in said.items() if is_said} == {("alice", "motives")}


def test_the_planning_of_many_repeats_its_head_and_counts_its_pages(acme):
    for rank in range(90):
        named(acme, f"Nom{rank:02d}")
    texts = pages(get(acme, "print_planning"))
    assert len(texts) > 1
    for rank, text in enumerate(texts, start=1):
        assert "Salarié" in text
        assert f"Page {rank} / {len(texts)}" in text


@pytest.mark.parametrize("name", ["print_planning", "print_sheets", "print_leave_order"])
def test_what_is_too_long_to_print_is_refused_in_words(acme, settings, name):
    settings.PLANNING_PRINT_MAX_LINES = 3
    for rank in range(4):
        AbsenceFactory(employee=named(acme, f"Nom{rank}"), starts_on=date(2026, 8, 3))
    answer = get(acme, name)
    assert answer.status_code == 422
    assert "choisissez moins de mois, un site ou une équipe" in answer.content.decode()
    settings.PLANNING_PRINT_MAX_LINES = 500
    assert get(acme, name).status_code == 200


def test_a_sheet_a_site_which_says_who_and_when_and_never_why(acme):
    alice = access_of(acme)
    office = acme.acme.adherent.establishments.get(is_head_office=True)
    there, here = named(acme, "Dépôt", establishment=acme.acme.site), named(acme, "Bureau", establishment=office)
    enter(alice, there, "sickness", "2026-08-03", "2026-08-07")
    enter(alice, here, "paid_leave", "2026-08-03", "2026-08-08")
    texts = pages(get(acme, "print_sheets", motifs="oui"))
    assert len(texts) == 2
    assert [("BUREAU" in text, "DÉPÔT Karim" in text) for text in texts] == [(True, False), (False, True)]
    assert all("Signature" in text for text in texts)
    assert "Absent du 3 août 2026 au 7 août 2026" in texts[1]
    assert f"{kind('paid_leave').name} du 3 août 2026" in texts[0]
    assert kind("sickness").name not in " ".join(texts)


def test_a_site_of_forty_absent_is_on_one_page(acme):
    for rank in range(40):
        AbsenceFactory(employee=named(acme, f"Nom{rank:02d}"), key="rtt", starts_on=date(2026, 8, 3))
    assert len(pages(get(acme, "print_sheets"))) == 1


def test_nobody_absent_is_said(acme):
    answer = get(acme, "print_sheets")
    assert answer.status_code == 422
    assert "Personne n’est absent à ces dates" in answer.content.decode()


def test_chloe_takes_everything_without_seeing_people_s_pages(acme):
    """Planning only: neither *Mes salariés* nor motives."""
    enter(access_of(acme), named(acme, "Benali"), "paid_leave", "2026-08-03", "2026-08-08")
    for name in ("print_planning", "print_sheets", "export", "print_leave_order"):
        assert get(acme, name, "chloe").status_code == 200, name
    page = get(acme, "leave_order", "chloe").content.decode()
    assert "BENALI Karim" in page
    assert "/salaries/" not in page


def test_files_are_closed_without_the_right(acme):
    Membership.objects.filter(user=acme.bruno).update(rights=[Right.EMPLOYEES_CONSULT])
    for name in ("print_or_export", "print_planning", "print_sheets", "export", "leave_order", "print_leave_order"):
        answer = get(acme, name, "bruno")
        assert answer.status_code == 403, name
        assert "BENALI" not in body_of(answer)


def test_one_takes_so_much_in_an_hour(acme, settings):
    settings.THROTTLES = {**settings.THROTTLES, "planning_taken": (2, 3600)}
    assert [get(acme, "export").status_code for _ in range(3)] == [200, 200, 429]
    assert get(acme, "print_planning").status_code == 429
    assert get(acme, "export", "bruno").status_code == 200


def test_the_planning_leads_here_with_its_days_and_its_filters(acme):
    crew = CrewFactory(establishment=acme.acme.site)
    address = reverse("absences:planning", args=[acme.acme.ref])
    shown = acme.browser("alice").get(address, {"vue": "mois", "du": "2026-08-12", "equipe": crew.public_id})
    link = re.search(r'id="emporter" href="([^"]*)"', shown.content.decode())[1].replace("&amp;", "&")
    form = acme.browser("alice").get(link).context["form"]
    assert form.is_valid()
    assert form.selection.crew == crew.public_id
    assert (form.selection.first, form.selection.last) == (date(2026, 8, 1), date(2026, 8, 31))
