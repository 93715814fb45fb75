"""Who was on the worksite: proposed, searched, added, taken off; what is stated of each; the resumption."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from core.rights import Right
from stoppages.enums import CaseState
from stoppages.final.actions import actions
from stoppages.final.services.people import write_people
from stoppages.services.refusals import StoppageRefused
from tests.absences.kit import enter
from tests.core.test_uploads import pdf as pdf_file
from tests.employees.factories import CrewFactory
from tests.factories import MembershipFactory
from tests.stoppages.factories import sent
from tests.stoppages.final_kit import MONDAY, access_of, certify, foreman, hired, lost, page, stopped, without

pytestmark = pytest.mark.django_db


def shown(browser, case, query=""):
    return browser.get(page(case, "people") + query).content.decode().replace("\xa0", " ")


def names(case):
    return {one.employee.last_name for one in case.stoppedpersons.select_related("employee")}


def test_the_crew_is_proposed_and_ticked_but_for_who_was_away(cast):
    crew = CrewFactory(establishment=cast.acme.adherent.establishments.get(is_head_office=True))
    there, away = (hired(cast, crew=crew, last_name=name) for name in ("Coffreur", "Malade"))
    hired(cast, last_name="Ailleurs")
    enter(access_of(cast), away, "sickness", "2026-01-12", "2026-01-20")
    case = stopped(cast)
    case.weather.crew = crew
    case.weather.save()
    text = shown(cast.browser("alice"), case)
    assert "Ailleurs" not in text
    assert f'value="{there.public_id}" checked' in text
    assert f'value="{away.public_id}">' in text
    assert "Maladie, entre le 12/01/2026 et le 13/01/2026" in text
    assert "Maladie" not in shown(foreman(cast), case)


def test_those_under_contract_on_these_days_are_proposed_and_found_by_name(cast):
    hired(cast, last_name="Présent")
    hired(cast, last_name="Parti", ends_on="2026-01-09")
    hired(cast, last_name="Futur", starts_on="2026-01-20")
    case, browser = stopped(cast), cast.browser("alice")
    text = shown(browser, case)
    assert ("PRÉSENT" in text, "PARTI" in text, "FUTUR" in text) == (True, False, False)
    assert "PRÉSENT" in shown(browser, case, "?q=present")
    assert "PRÉSENT" not in shown(browser, case, "?q=zzz")


def test_people_are_added_stated_and_taken_off_with_their_hours(cast):
    one, other = hired(cast, last_name="Un"), hired(cast, last_name="Deux")
    case, browser = stopped(cast), cast.browser("alice")
    browser.post(page(case, "people"), {"version": case.version, "add": [one.public_id, other.public_id]})
    assert names(case) == {"Un", "Deux"}
    lost(access_of(cast), case, {(one, MONDAY): "8"})
    case.refresh_from_db()
    fields = {
        "version": case.version,
        "person": [one.public_id, other.public_id],
        "d0": "12",
        "b0": "",
        "d1": "3",
        "b1": "180,5",
        "remove": one.public_id,
    }
    browser.post(page(case, "people"), fields)
    assert names(case) == {"Deux"}
    assert not case.lostdays.exists()
    person = case.stoppedpersons.get()
    assert (person.days_before, float(person.hours_before)) == (3, 180.5)


@pytest.mark.parametrize(
    ("name", "typed"), [("d0", "-1"), ("d0", "douze"), ("d0", "367"), ("b0", "tout"), ("b0", "9999")]
)
def test_what_is_stated_wrongly_is_told_and_kept(cast, name, typed):
    one = hired(cast)
    case = stopped(cast, [one])
    fields = {"version": case.version, "person": one.public_id, "d0": "1", "b0": "2", name: typed}
    answer = cast.browser("alice").post(page(case, "people"), fields)
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert case.stoppedpersons.get().days_before is None


def test_hours_stated_take_the_place_of_too_few_known(cast):
    one = hired(cast, starts_on="2026-01-05")
    case, browser = stopped(cast, [one]), cast.browser("alice")
    assert "moins que les 200 heures demandées (D5424-11)" in shown(browser, case)
    case.stoppedpersons.update(hours_before=240)
    assert "240 h indiquées" in shown(browser, case)


def test_a_second_tab_is_told(cast):
    one = hired(cast)
    case, browser = stopped(cast), cast.browser("alice")
    fields = {"version": case.version, "add": one.public_id}
    assert browser.post(page(case, "people"), fields).status_code == 302
    assert browser.post(page(case, "people"), fields).status_code == 409
    assert case.stoppedpersons.count() == 1


def test_nobody_of_another_company_nor_without_a_contract_is_added(cast):
    case, browser = stopped(cast), cast.browser("alice")
    stranger = cast.rival.people.employee
    browser.post(page(case, "people"), {"version": case.version, "add": stranger.public_id})
    assert not case.stoppedpersons.exists()
    gone = hired(cast, ends_on="2026-01-02")
    with pytest.raises(StoppageRefused, match="sous contrat"):
        write_people(access=access_of(cast), case=case, version=case.version + 1, added=[gone])


def test_a_site_adds_its_own_people_alone(cast):
    there, elsewhere = hired(cast, establishment=cast.acme.site), hired(cast)
    case = stopped(cast)
    case.establishment = cast.acme.site
    case.save()
    rights = {"rights": ["stoppages.act", "stoppages.consult"]}
    MembershipFactory(user=cast.bruno, adherent=cast.acme.adherent, establishment=cast.acme.site, **rights)
    case.refresh_from_db()
    address = page(case, "people").replace(cast.acme.ref, cast.acme.site.public_id)
    fields = {"version": case.version, "add": [there.public_id, elsewhere.public_id]}
    assert cast.browser("bruno").post(address, fields).status_code == 302
    assert [one.employee_id for one in case.stoppedpersons.all()] == [there.pk]


def test_services_ask_for_the_right_themselves(cast):
    one = hired(cast)
    case = stopped(cast)
    with pytest.raises(PermissionDenied):
        write_people(access=without(access_of(cast), Right.STOPPAGES_ACT), case=case, version=case.version, added=[one])
    with pytest.raises(PermissionDenied):
        write_people(access=access_of(cast), case=cast.rival.stopped.writing, version=1, added=[one])


def test_signed_statements_are_joined(cast):
    case, browser = stopped(cast, [hired(cast)]), cast.browser("alice")
    pdf = SimpleUploadedFile("attestation.pdf", pdf_file(), content_type="application/pdf")
    browser.post(page(case, "people"), {"attach": "1", "files": pdf})
    assert [one.kind for one in case.casefiles.all()] == ["statement"]
    assert "attestation.pdf" in shown(browser, case)
    text = SimpleUploadedFile("attestation.pdf", b"bonjour", content_type="application/pdf")
    assert browser.post(page(case, "people"), {"attach": "1", "files": text}).status_code == 422


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        ("12/01/2026", "7h00", "la reprise vient après"),
        ("31/12/2099", "8h00", "écrivez une date jusqu’au"),
        ("", "8h00", "Dites quel jour"),
        ("14/01/2026", "25h", "n’existe pas"),
    ],
)
def test_a_resumption_that_cannot_be_is_told(cast, day, hour, said):
    case = stopped(cast, resumes="")
    fields = {"version": case.version, "resumes_on": day, "resumes_at": hour}
    answer = cast.browser("alice").post(page(case, "work_resumed"), fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_hour_that_the_clocks_skip_is_told(cast):
    case = stopped(cast, starts="2026-03-28 08:00", resumes="")
    fields = {"version": case.version, "resumes_on": "29/03/2026", "resumes_at": "2h30"}
    assert "n’existe pas" in cast.browser("alice").post(page(case, "work_resumed"), fields).content.decode()
    fields["resumes_at"] = "3h30"
    assert cast.browser("alice").post(page(case, "work_resumed"), fields).status_code == 302


def test_the_resumption_is_said_with_the_work_that_replaced(cast):
    case, browser = stopped(cast, resumes=""), cast.browser("alice")
    fields = {"version": case.version, "resumes_on": "14/01/2026", "resumes_at": "8h", "replacement": "Rangement"}
    assert browser.post(page(case, "work_resumed"), fields)["Location"] == page(case, "people")
    case.refresh_from_db()
    case.weather.refresh_from_db()
    assert (case.ends_on.isoformat(), case.weather.replacement) == ("2026-01-14", "Rangement")


def test_one_thing_at_most_is_expected_of_a_case(cast):
    access, one = access_of(cast), hired(cast)
    case = stopped(cast, [one])
    seen = [[(action.label, action.is_primary) for action in actions(access, case)]]
    sent(case, "provisional")
    seen.append([(action.label, action.is_primary) for action in actions(access, case)])
    lost(access, case, {(one, MONDAY): "8"}, is_complete=True)
    case.refresh_from_db()
    case.weather.refresh_from_db()
    seen.append([(action.label, action.is_primary) for action in actions(access, case)])
    certify(access, case)
    case.refresh_from_db()
    seen.append([(action.label, action.is_primary) for action in actions(access, case)])
    assert case.state == CaseState.SENT
    assert [lines[0] for lines in seen] == [
        ("Saisir les heures perdues", False),
        ("Saisir les heures perdues", True),
        ("Vérifier les salaires et certifier", True),
        ("Modifier la déclaration", False),
    ]
    blind = without(access, Right.WAGES_CONSULT)
    assert [action.label for action in actions(blind, case)] == ["Modifier la déclaration"]
    assert actions(access, cast.acme.stopped.sick_leave) == []
