"""What a crew needs: set, changed, taken away, by whom."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from absences.crew_needs.services import CrewGone, set_crew_needs
from absences.models import CrewNeed
from core.models import AuditEvent
from tests.absences.kit import access_of
from tests.employees.factories import CrewFactory
from tests.factories import MembershipFactory

FIVE_DAYS = [4, 4, 4, 4, 3, None, None]


def form_of(cast, crew=None, ref=""):
    return reverse("absences:set_crew_needs", args=[ref or cast.acme.ref, (crew or cast.acme.people.crew).public_id])


def typed(*numbers):
    return {f"day_{rank}": number for rank, number in enumerate(numbers, start=1)}


@pytest.fixture
def crew(cast):
    CrewNeed.objects.all().delete()
    return cast.acme.people.crew


def numbers(crew):
    return list(CrewNeed.objects.filter(crew=crew).values_list("by_weekday", flat=True))


def test_numbers_are_set_changed_and_taken_away(cast, crew):
    browser = cast.browser("alice")
    answer = browser.post(form_of(cast), typed("4", "4", "4", "4", "3", "", ""))
    assert answer["Location"] == reverse("absences:crew_needs", args=[cast.acme.ref])
    assert numbers(crew) == [FIVE_DAYS]
    assert "lun. 4, mar. 4, mer. 4, jeu. 4, ven. 3" in browser.get(answer["Location"]).content.decode()
    browser.post(form_of(cast), typed("0", "", "", "", "", "", ""))
    assert numbers(crew) == [[0, None, None, None, None, None, None]]
    browser.post(form_of(cast), typed(*[""] * 7))
    assert numbers(crew) == []


def test_the_journal_says_what_was_and_what_is(cast, crew):
    set_crew_needs(access=access_of(cast), crew=crew, by_weekday=FIVE_DAYS)
    set_crew_needs(access=access_of(cast), crew=crew, by_weekday=FIVE_DAYS)
    event = AuditEvent.objects.get(action="absences.crew_need_set")
    assert event.changes["needed"] == ["", "lun. 4, mar. 4, mer. 4, jeu. 4, ven. 3"]


@pytest.mark.parametrize("number", ["-1", "1000", "quatre", "4,5", "9" * 30])
def test_what_is_not_a_number_of_people_is_refused_and_kept(cast, crew, number):
    answer = cast.browser("alice").post(form_of(cast), typed(number, "2"))
    assert answer.status_code == 422
    assert "Écrivez un nombre entier, de 0 à 999, ou rien." in answer.content.decode()
    assert f'value="{number}"' in answer.content.decode()
    assert numbers(crew) == []


def test_a_site_sets_the_numbers_of_its_crews_alone(cast, crew):
    site = cast.acme.site
    own = CrewFactory(establishment=site)
    MembershipFactory(user=cast.bruno, adherent=cast.acme.adherent, establishment=site, rights=["absences.act"])
    browser = cast.browser("bruno")
    assert browser.post(form_of(cast, own, site.public_id), typed("2")).status_code == 302
    assert browser.post(form_of(cast, crew, site.public_id), typed("2")).status_code == 404
    assert (numbers(own), numbers(crew)) == ([[2, None, None, None, None, None, None]], [])


def test_the_service_asks_for_the_right_itself(cast, crew):
    with pytest.raises(PermissionDenied):
        set_crew_needs(access=access_of(cast, "bruno"), crew=crew, by_weekday=FIVE_DAYS)
    with pytest.raises(PermissionDenied):
        set_crew_needs(access=access_of(cast), crew=cast.rival.people.crew, by_weekday=FIVE_DAYS)


def test_a_crew_deleted_meanwhile_is_said(cast):
    crew = CrewFactory(establishment=cast.acme.site)
    access = access_of(cast)
    type(crew).objects.filter(pk=crew.pk).delete()
    with pytest.raises(CrewGone):
        set_crew_needs(access=access, crew=crew, by_weekday=FIVE_DAYS)
