"""The pages of absences of many people: prepared, seen, entered, undone, by whoever may."""

import pytest
from django.urls import reverse

from absences.enums import CollectiveState
from absences.models import Absence, CollectiveAbsence
from absences.planning.queries.reading import read
from absences.planning.windows import View, window_at
from tests.absences.entry_kit import address, text_of
from tests.absences.factories import CollectiveAbsenceFactory
from tests.absences.kit import access_of, enter, stretch, worker
from tests.employees.factories import CrewFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Pont de l’Assomption",
    "kind": "rtt",
    "starts_on": "14/08/2026",
    "ends_on": "14/08/2026",
    "category": "",
}


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


@pytest.fixture
def crew(cast):
    return CrewFactory(establishment=cast.acme.adherent.establishments.get(is_head_office=True), name="Gros œuvre")


@pytest.fixture
def team(cast, crew):
    return [worker(cast, crew=crew) for _ in range(3)]


def prepared(cast, browser, crew, **typed) -> CollectiveAbsence:
    answer = browser.post(address(cast, "start_collective"), {**TYPED, "crew": crew.public_id, **typed})
    assert answer.status_code == 302, text_of(answer)
    return CollectiveAbsence.objects.order_by("-pk")[0]


def page_of(cast, browser, collective, **query):
    return browser.get(address(cast, "collective", collective.public_id, **query))


def test_a_bridge_day_is_prepared_seen_entered_and_undone(cast, alice, crew, team):
    enter(access_of(cast), team[2], "training", "2026-08-14", "2026-08-14")
    collective = prepared(cast, alice, crew)
    seen = text_of(page_of(cast, alice, collective))
    assert "2 personnes concernées, 2 jours en tout" in seen
    assert "1 personne ne le peut pas" in seen
    assert "Déjà absent le 14 août 2026 (Formation)" in text_of(page_of(cast, alice, collective, liste="problemes"))
    answer = alice.post(address(cast, "apply_collective", collective.public_id), {"qui": "possible"}, follow=True)
    assert "Vous pouvez quitter cette page" in text_of(answer)
    run_jobs()
    assert "Saisies (2)" in text_of(page_of(cast, alice, collective))
    undo = address(cast, "undo_collective", collective.public_id)
    assert "annulée pour 2 personnes" in text_of(alice.get(undo))
    alice.post(undo, {"confirm": "1"})
    run_jobs()
    assert "Annulées (2)" in text_of(page_of(cast, alice, collective))
    assert not Absence.objects.live().filter(collective=collective).exists()


def test_somebody_is_left_out_and_taken_back(cast, alice, crew, team):
    collective = prepared(cast, alice, crew)
    where, ref = address(cast, "leave_out", collective.public_id), team[0].public_id
    alice.post(where, {"cote": ref})
    assert "Laissés de côté (1)" in text_of(page_of(cast, alice, collective))
    alice.post(where, {"reprendre": ref})
    assert "Laissés de côté (0)" in text_of(page_of(cast, alice, collective))
    alice.post(where, {"cote": cast.rival.people.employee.public_id})
    assert "Laissés de côté (0)" in text_of(page_of(cast, alice, collective))


def test_all_or_none(cast, alice, crew, team):
    enter(access_of(cast), team[2], "training", "2026-08-14", "2026-08-14")
    collective = prepared(cast, alice, crew)
    alice.post(address(cast, "apply_collective", collective.public_id), {"qui": "tous"})
    run_jobs()
    assert "personne n’a été changé" in text_of(page_of(cast, alice, collective))
    assert not collective.absences.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Donnez un titre"),
        ({"ends_on": "13/08/2026"}, "avant le premier"),
        ({"kind": "inconnu"}, "Choisissez dans la liste"),
        ({"kind": "paid_leave", "ends_at_noon": "on"}, "jours entiers"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, alice, crew, typed, said):
    answer = alice.post(address(cast, "start_collective"), {**TYPED, "crew": crew.public_id, **typed})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert typed.get("title", "Pont de l’Assomption") in text_of(answer)


def test_a_crew_of_another_site_is_refused(cast, alice, crew):
    answer = alice.post(
        address(cast, "start_collective"), {**TYPED, "crew": crew.public_id, "site": cast.acme.site.public_id}
    )
    assert "d’un autre site" in text_of(answer)


def test_a_private_kind_is_offered_and_named_to_whoever_reads_motives(cast, crew, team):
    chloe = cast.browser("chloe")
    assert "Activité partielle" in text_of(cast.browser("alice").get(address(cast, "start_collective")))
    assert "Activité partielle" not in text_of(chloe.get(address(cast, "start_collective")))
    collective = prepared(cast, cast.browser("alice"), crew, kind="short_time")
    seen = text_of(page_of(cast, chloe, collective))
    assert "Activité partielle" not in seen
    assert 'name="qui"' not in seen
    assert "Activité partielle" not in text_of(chloe.get(address(cast, "collectives")))


def test_what_was_asked_in_another_tab_is_said(cast, alice, crew, team):
    collective = prepared(cast, alice, crew)
    where = address(cast, "apply_collective", collective.public_id)
    alice.post(where, {"qui": "possible"})
    assert "n’en est plus là" in text_of(alice.post(where, {"qui": "possible"}, follow=True))


def test_one_that_is_only_prepared_is_given_up(cast, alice, crew, team):
    collective = prepared(cast, alice, crew)
    where = address(cast, "discard_collective", collective.public_id)
    assert "seule la préparation" in text_of(alice.get(where))
    assert "abandonnée" in text_of(alice.post(where, {"confirm": "1"}, follow=True))
    assert not CollectiveAbsence.objects.filter(pk=collective.pk).exists()


def test_whoever_acts_for_a_site_sees_its_own(cast):
    there = CollectiveAbsenceFactory(adherent=cast.acme.adherent, establishment=cast.acme.site, title="Dépôt fermé")
    CollectiveAbsenceFactory(adherent=cast.acme.adherent, title="Entreprise fermée")
    seen = text_of(cast.browser("alice").get(reverse("absences:collectives", args=[cast.acme.site.public_id])))
    assert there.title in seen
    assert "Entreprise fermée" not in seen


def test_a_closing_is_shaded_once_it_is_entered(cast):
    window = window_at(View.MONTH, stretch("2026-08-01", "2026-08-01").starts_on)
    CollectiveAbsenceFactory(adherent=cast.acme.adherent, is_closing=True, state=CollectiveState.DRAFT)
    company = CollectiveAbsenceFactory(adherent=cast.acme.adherent, is_closing=True, state=CollectiveState.DONE)
    site = CollectiveAbsenceFactory(
        adherent=cast.acme.adherent, is_closing=True, state=CollectiveState.DONE, establishment=cast.acme.site
    )
    CollectiveAbsenceFactory(adherent=cast.rival.adherent, is_closing=True, state=CollectiveState.DONE)
    closings = read(access_of(cast), window, []).closings
    assert {one.site_id for one in closings} == {company.establishment_id, site.establishment_id}
    assert {(one.first, one.last) for one in closings} == {(company.starts_on, company.ends_on)}
