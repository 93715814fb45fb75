"""The pages of a weather stoppage up to its provisional declaration, and the receipt of any declaration."""

import re

import pytest
import time_machine
from django.urls import reverse

from core.models import AuditEvent
from core.rights import Right
from stoppages.enums import CaseState, DeclarationKind, Tolerance
from stoppages.followup.gathering import actions_of
from stoppages.models import CaissePractice, StoppageCase, StoppageDeclaration, Worksite
from stoppages.weather.actions import actions
from tests.employees.factories import CrewFactory
from tests.employees.person_kit import browser_of, colleague, text_of
from tests.factories import EstablishmentFactory
from tests.printed import page_texts
from tests.security.test_query_counts import BUDGET, counted
from tests.stoppages.factories import WorksiteFactory, at, sent, sick_leave_case, weather_case
from tests.stoppages.kit import site_of, worker
from tests.stoppages.weather_kit import NOW, access_of, address, foreman, on, typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


def begun(cast, browser, **fields):
    """A draft opened by the form."""
    site = site_of(cast, name="Le Port")
    answer = browser.post(address(cast, "start_weather"), typed(site, **fields))
    assert answer.status_code == 302, answer.context["form"].errors
    return StoppageCase.objects.get(adherent=cast.acme.adherent, weather__worksite=site)


def send(cast, browser, case, **fields):
    return browser.post(address(cast, "send_provisional", case.public_id), {"version": str(case.version), **fields})


def test_a_foreman_declares_without_seeing_wages_nor_motives(cast):
    browser = foreman(cast)
    case = begun(cast, browser)
    page = browser.get(address(cast, "provisional", case.public_id))
    assert "À envoyer avant le dimanche 22 novembre à 8 h" in text_of(page)
    assert "il reste 3 jours" in text_of(page)
    answer = send(cast, browser, case)
    assert answer.url == address(cast, "provisional", case.public_id)
    declaration = StoppageDeclaration.objects.get(case=case)
    assert declaration.reference in text_of(browser.get(answer.url))


def test_a_retried_sending_shows_the_same_receipt(cast, alice):
    case = begun(cast, alice)
    answers = [send(cast, alice, case) for _ in range(2)]
    assert {answer.url for answer in answers} == {address(cast, "provisional", case.public_id)}
    assert StoppageDeclaration.objects.filter(case=case).count() == 1


def test_the_form_sent_twice_opens_one_case(cast, alice):
    site = site_of(cast)
    attempt = alice.get(address(cast, "start_weather")).context["form"]["attempt"].value()
    urls = {alice.post(address(cast, "start_weather"), typed(site, attempt=attempt)).url for _ in range(2)}
    assert len(urls) == 1


def test_what_is_known_is_prefilled(cast, alice):
    site = site_of(cast)
    crew = CrewFactory(adherent=cast.acme.adherent, establishment=site.establishment)
    form = alice.get(address(cast, "start_weather", chantier=site.public_id, equipe=crew.public_id)).context["form"]
    names = ("worksite", "crew", "starts_on", "starts_hour")
    assert [form[name].value() for name in names] == [site.public_id, crew.public_id, "18/11/2026", "10:00"]


def test_another_day_begins_with_the_working_day(cast, alice):
    form = alice.get(address(cast, "start_weather", jour="2026-11-17")).context["form"]
    assert [form[name].value() for name in ("starts_on", "starts_hour")] == ["17/11/2026", "08:00"]


@pytest.mark.parametrize("junk", ["<script>alert(1)</script>", "9999-12-31", "x" * 5000])
def test_what_the_address_asks_for_in_vain_breaks_nothing(cast, alice, junk):
    page = alice.get(address(cast, "start_weather", chantier=junk, equipe=junk, jour=junk, heure=junk, cause=junk))
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"worksite": ""}, "worksite", "Choisissez le chantier"),
        ({"worksite": "0" * 16}, "worksite", "Choisissez dans la liste"),
        ({"cause": ""}, "cause", "Choisissez la cause"),
        ({"cause": "fog"}, "cause", "Choisissez dans la liste"),
        ({"starts_on": "19/11/2026"}, "starts_on", "trop loin"),
        ({"starts_on": "17/11/2024"}, "starts_on", "trop ancienne"),
        ({"starts_on": "demain"}, "starts_on", "comme 03/02/2026"),
        ({"starts_hour": "25 h"}, "starts_hour", "n’existe pas"),
        ({"starts_hour": "tôt"}, "starts_hour", "8 h 30"),
        ({"starts_on": "29/03/2026", "starts_hour": "2 h 30"}, "starts_hour", "les horloges"),
        ({"expected_people": "-3"}, "expected_people", "Au moins une"),
        ({"expected_people": "une dizaine"}, "expected_people", "un nombre"),
        ({"resumes_on": "18/11/2026"}, "resumes_hour", "l’heure de la reprise"),
        ({"resumes_hour": "8 h"}, "resumes_on", "le jour de la reprise"),
        ({"resumes_on": "17/11/2026", "resumes_hour": "7 h"}, "resumes_on", "après l’arrêt"),
        ({"resumes_on": "17/11/2026", "resumes_hour": "8 h"}, "resumes_on", "après l’arrêt"),
        ({"resumes_on": "18/11/2026", "resumes_hour": "17 h"}, "resumes_on", "pas encore eu lieu"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(cast, alice, wrong, field, words):
    site = site_of(cast)
    answer = alice.post(address(cast, "start_weather"), typed(site, **wrong))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert words in str(form.errors[field])
    assert form["expected_people"].value() == wrong.get("expected_people", "12")
    assert not StoppageCase.objects.filter(weather__worksite=site).exists()


def test_a_worksite_overseas_is_refused_beside_its_field(cast, alice):
    site = site_of(cast, postal_code="97400", departement="974")
    answer = alice.post(address(cast, "start_weather"), typed(site))
    assert answer.status_code == 422
    assert "n’est pas couvert par le régime" in text_of(answer)


def test_a_worksite_is_added_on_the_spot_and_what_was_typed_comes_back(cast, alice):
    answer = alice.post(
        address(cast, "start_weather"),
        {**typed(site_of(cast), cause="snow", expected_people="7", starts_hour="9h15"), "chantiers": "ajouter"},
    )
    form = alice.get(answer.url).context["form"]
    new = {"name": "Neuf", "address": "1 quai", "postal_code": "69001", "commune": "Lyon", "site": form["site"].value()}
    back = alice.post(answer.url, new).url
    form = alice.get(back).context["form"]
    assert form["worksite"].value() == Worksite.objects.get(name="Neuf").public_id
    names = ("cause", "starts_on", "starts_hour", "expected_people")
    assert [form[name].value() for name in names] == ["snow", "17/11/2026", "9h15", "7"]


def test_a_worksite_among_many_is_searched_for_in_the_register(cast, alice):
    for rank in range(60):
        WorksiteFactory(adherent=cast.acme.adherent, name=f"Chantier {rank:02}")
    oldest = Worksite.objects.get(name="Chantier 00")
    Worksite.objects.filter(pk=oldest.pk).update(created_at=at("2020-01-01 08:00"))
    form = alice.get(address(cast, "start_weather")).context["form"]
    assert oldest.public_id not in dict(form.fields["worksite"].choices)
    register = alice.post(address(cast, "start_weather"), {**typed(oldest), "chantiers": "rechercher"}).url
    listed = alice.get(f"{register}&q=chantier 00")
    back = listed.context["choosing_url"] + oldest.public_id
    assert back in listed.content.decode().replace("&amp;", "&")
    assert alice.get(back).context["form"]["worksite"].value() == oldest.public_id


def test_the_register_leads_back_nowhere_but_here(cast, alice):
    page = alice.get(address(cast, "worksites", retour="https://ailleurs.fr/"))
    assert not re.search(r'(?:href|action)="[^"]*ailleurs', page.content.decode())


def test_a_draft_is_taken_up_again(cast, alice):
    case = begun(cast, alice)
    assert case.reference in text_of(alice.get(address(cast, "start_weather")))
    form = alice.get(address(cast, "change_weather", case.public_id)).context["form"]
    assert [form[name].value() for name in ("cause", "starts_on", "starts_hour")] == ["frost", "17/11/2026", "08:00"]


def test_already_resumed_one_form_leads_to_the_final_declaration(cast, alice):
    case = begun(cast, alice, resumes_on="18/11/2026", resumes_hour="8h")
    assert "Envoyer et saisir les heures" in text_of(alice.get(address(cast, "provisional", case.public_id)))
    answer = send(cast, alice, case)
    assert answer.url != address(cast, "provisional", case.public_id)
    case.refresh_from_db()
    assert (case.state, case.due_at) == (CaseState.PROVISIONAL, at("2026-12-19 00:00"))


def test_the_resumption_says_until_when_the_final_declaration_goes(cast, alice):
    CaissePractice.objects.filter(caisse=cast.caisse).update(tolerance=Tolerance.NEXT_MONTH_END)
    case = begun(cast, alice)
    send(cast, alice, case)
    typed_resumption = {"resumes_on": "18/11/2026", "resumes_at": "8 h", "replacement": "", "version": "2"}
    assert alice.post(address(cast, "work_resumed", case.public_id), typed_resumption).status_code == 302
    page = text_of(alice.get(address(cast, "provisional", case.public_id)))
    assert "À envoyer avant le vendredi 18 décembre à minuit" in page
    assert "jusqu’au jeudi 31 décembre à minuit" in page


@pytest.mark.parametrize(
    ("day", "hour", "field"),
    [
        ("17/11/2026", "7 h", "resumes_on"),
        ("19/11/2026", "8 h", "resumes_on"),
        ("29/03/2026", "2 h 30", "resumes_at"),
        ("18/11/2026", "25 h", "resumes_at"),
        ("", "", "resumes_on"),
    ],
)
def test_a_resumption_that_cannot_be_is_refused(cast, alice, day, hour, field):
    case = begun(cast, alice)
    resumed = {"resumes_on": day, "resumes_at": hour, "replacement": "", "version": "1"}
    answer = alice.post(address(cast, "work_resumed", case.public_id), resumed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_late_is_said_before_and_after(cast, alice):
    case = begun(cast, alice)
    with on("2026-11-23 08:00"):
        alice = cast.browser("alice")  # the session of the week before is over
        assert "était à envoyer avant le dimanche 22 novembre à 8 h" in text_of(
            alice.get(address(cast, "provisional", case.public_id))
        )
        send(cast, alice, case)
        page = text_of(alice.get(address(cast, "provisional", case.public_id)))
    assert "Envoyée hors délai" in page
    assert "peut refuser le remboursement" in page


def test_whoever_changed_it_meanwhile_is_not_overwritten_and_nothing_typed_is_lost(cast, alice):
    case = begun(cast, alice)
    where = address(cast, "change_weather", case.public_id)
    alice.post(where, typed(case.weather.worksite, cause="rain", version="1"))
    answer = alice.post(where, typed(case.weather.worksite, cause="ice", expected_people="33", version="1"))
    assert "a changé depuis l’affichage" in text_of(answer)
    assert answer.context["form"]["expected_people"].value() == "33"
    again = alice.post(where, typed(case.weather.worksite, cause="ice", version=str(answer.context["version"])))
    assert again.status_code == 302


def test_a_page_read_before_a_change_sends_nothing(cast, alice):
    case = begun(cast, alice)
    alice.post(address(cast, "change_weather", case.public_id), typed(case.weather.worksite, cause="rain", version="1"))
    answer = alice.post(address(cast, "send_provisional", case.public_id), {"version": "1"}, follow=True)
    assert "a changé depuis l’affichage" in text_of(answer)
    assert not StoppageDeclaration.objects.filter(case=case).exists()


def test_a_change_of_what_was_sent_is_a_version_to_send(cast, alice):
    case = begun(cast, alice)
    send(cast, alice, case)
    alice.post(address(cast, "change_weather", case.public_id), typed(case.weather.worksite, cause="ice"))
    case.refresh_from_db()
    page = text_of(alice.get(address(cast, "provisional", case.public_id)))
    assert "Envoyer la modification" in page
    assert "Verglas" in page
    send(cast, alice, case)
    assert "version 2" in text_of(alice.get(address(cast, "provisional", case.public_id)))


def test_what_the_caisse_has_leads_to_its_case(cast, alice):
    done = cast.acme.stopped.reimbursed
    answer = alice.get(address(cast, "provisional", done.public_id))
    assert answer.url == address(cast, "case", done.public_id)


def test_a_sick_leave_has_no_such_page(cast, alice):
    case = sick_leave_case(worker(cast))
    for name in ("change_weather", "provisional"):
        assert alice.get(address(cast, name, case.public_id)).status_code == 404


def test_whoever_only_reads_sees_and_sends_nothing(cast, alice):
    case = begun(cast, alice)
    bruno = cast.browser("bruno")
    page = bruno.get(address(cast, "provisional", case.public_id))
    assert page.status_code == 200
    assert address(cast, "send_provisional", case.public_id) not in text_of(page)
    assert send(cast, bruno, case).status_code == 403
    assert bruno.get(address(cast, "start_weather")).status_code == 403


def test_whoever_acts_for_a_site_declares_for_it_alone(cast):
    site = EstablishmentFactory(adherent=cast.acme.adherent)
    browser = browser_of(colleague(cast.acme.adherent, Right.STOPPAGES_CONSULT, Right.STOPPAGES_ACT, site=site))
    mine, other = site_of(cast, establishment=site), site_of(cast)
    start = reverse("stoppages:start_weather", args=[site.public_id])
    assert browser.post(start, typed(other)).status_code == 422
    assert browser.post(start, typed(mine)).status_code == 302
    elsewhere = weather_case(other)
    shown = reverse("stoppages:provisional", args=[site.public_id, elsewhere.public_id])
    assert browser.get(shown).status_code == 404


def test_the_natures_offered_are_those_one_may_declare(cast):
    page = foreman(cast).get(address(cast, "start"))
    assert [one["label"] for one in page.context["natures"]] == ["Arrêt intempéries"]


def test_one_action_is_expected_at_each_moment_of_the_case(cast, alice):
    access, case = access_of(cast), begun(cast, alice)
    expected = [primary(access, case)]
    send(cast, alice, case)
    expected.append(primary(access, StoppageCase.objects.get(pk=case.pk)))
    alice.post(address(cast, "change_weather", case.public_id), typed(case.weather.worksite, cause="ice"))
    expected.append(primary(access, StoppageCase.objects.get(pk=case.pk)))
    assert expected == [
        ["Relire et envoyer la provisoire"],
        ["Le travail a repris"],
        ["Envoyer la modification"],
    ]
    assert actions(access, cast.acme.stopped.reimbursed) == []


def primary(access, case):
    return [one.label for one in actions_of(access, case) if one.is_primary]


@pytest.mark.parametrize("kind", DeclarationKind.values)
def test_every_declaration_has_its_receipt(cast, alice, kind):
    content = {"rows": [["Chantier", "Le Port"]], "people": [["MARTIN Alice", "8 h", "7 h"], ["BENALI Karim", "8 h"]]}
    case = weather_case(site_of(cast)) if kind != "sick_leave" else sick_leave_case(worker(cast))
    declaration = sent(case, kind, content=content, due_at=at("2026-11-22 08:00"), is_late=True)
    answer = alice.get(address(cast, "receipt", declaration.public_id))
    text = " ".join(page_texts(b"".join(answer.streaming_content)))
    for words in (declaration.reference, "Le Port", "BENALI Karim", "Hors délai", declaration.fingerprint[:8]):
        assert words in text
    assert AuditEvent.objects.filter(action="stoppages.receipt_downloaded", target=declaration.reference).exists()


def test_receipts_are_not_taken_without_end(cast, alice, settings):
    settings.THROTTLES = {**settings.THROTTLES, "stoppage_papers": (1, 3600)}
    where = address(cast, "receipt", cast.acme.stopped.final.public_id)
    assert [alice.get(where).status_code for _ in range(2)] == [200, 429]


def test_the_receipt_of_a_sick_leave_is_a_motive(cast):
    declaration = sent(sick_leave_case(worker(cast)), DeclarationKind.SICK_LEAVE)
    assert foreman(cast).get(address(cast, "receipt", declaration.public_id)).status_code == 404


def test_cases_are_not_opened_without_end(cast, alice, settings):
    settings.THROTTLES = {**settings.THROTTLES, "stoppages_opened": (1, 3600)}
    begun(cast, alice)
    assert alice.post(address(cast, "start_weather"), typed(site_of(cast))).status_code == 429


def test_pages_cost_the_same_for_one_worksite_and_for_fifty(cast, alice):
    case = begun(cast, alice)
    pages = [
        address(cast, "start_weather"),
        *(address(cast, name, case.public_id) for name in ("change_weather", "provisional")),
    ]
    one = [counted(alice, page) for page in pages]
    for _ in range(49):
        weather_case(WorksiteFactory(adherent=cast.acme.adherent), created_by=cast.alice)
    assert [counted(alice, page) for page in pages] == one
    assert max(one) <= BUDGET
    send(cast, alice, case)
    assert counted(alice, address(cast, "provisional", case.public_id)) <= BUDGET
