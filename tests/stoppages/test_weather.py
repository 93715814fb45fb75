"""A weather stoppage opened, changed, resumed and declared for the first time: the services, on bad days too."""

from functools import partial

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from stoppages.enums import CaseState, EventKind
from stoppages.final.services.resuming import say_resumed
from stoppages.models import CaseEvent, StoppageCase, StoppageDeclaration
from stoppages.services.declaring import fingerprint
from stoppages.services.refusals import ChangedMeanwhile, NotAnyMore, StoppageRefused
from stoppages.weather.services import change_weather, open_weather, send_provisional
from tests.at_once import at_once
from tests.employees.factories import CrewFactory
from tests.factories import EstablishmentFactory
from tests.stoppages.factories import WorksiteFactory, at, sent, weather_case
from tests.stoppages.kit import site_of
from tests.stoppages.weather_kit import NOW, access_of, on, values_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def access(cast):
    return access_of(cast)


def opened(access, site, attempt="2" * 16, **fields):
    return open_weather(access=access, values=values_of(site, **fields), attempt=attempt)


def test_a_stoppage_opens_as_a_draft_with_its_deadline(cast, access):
    site = site_of(cast)
    crew = CrewFactory(adherent=cast.acme.adherent, establishment=site.establishment)
    case = opened(access, site, crew=crew)
    assert (case.state, case.due_at, case.weather.crew) == (CaseState.DRAFT, at("2026-11-22 08:00"), crew)
    assert [event.kind for event in case.caseevents.all()] == [EventKind.CREATED]


def test_sent_again_it_is_the_same_draft_as_it_was_typed_last(cast, access):
    site = site_of(cast)
    first = opened(access, site)
    again = opened(access, site, cause="snow")
    assert again.pk == first.pk
    assert again.weather.cause == "snow"
    assert [event.kind for event in again.caseevents.all()] == [EventKind.CHANGED, EventKind.CREATED]


def test_sent_again_once_it_is_declared_changes_nothing(cast, access):
    site = site_of(cast)
    case = opened(access, site)
    send_provisional(access=access, case=case, version=case.version)
    assert opened(access, site, cause="snow").weather.cause == "frost"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"postal_code": "97400", "departement": "974"}, "hors de France métropolitaine"),
        ({"closed_on": NOW.date()}, "fermé"),
    ],
)
def test_a_worksite_that_cannot_be_stopped_is_refused_with_why(cast, access, fields, words):
    with pytest.raises(StoppageRefused, match=words) as refused:
        opened(access, site_of(cast, **fields))
    assert refused.value.field == "worksite"
    assert not StoppageCase.objects.filter(attempt="2" * 16).exists()


def test_nobody_stops_the_worksite_of_another_company_nor_of_another_site(cast, access):
    with pytest.raises(PermissionDenied):
        opened(access, cast.rival.stopped.worksite)
    tiers = type(access.tiers)
    site = EstablishmentFactory(adherent=cast.acme.adherent)
    limited = type(access)(
        user=access.user,
        tiers=tiers("ref", "Acme", site.name, cast.acme.adherent.pk, site.pk, cast.caisse.pk),
        rights=access.rights,
        via=access.via,
    )
    with pytest.raises(PermissionDenied):
        opened(limited, site_of(cast))
    assert opened(limited, site_of(cast, establishment=site)).establishment == site


def test_no_stoppage_is_moved_to_a_worksite_of_another_company(cast, access):
    case = opened(access, site_of(cast))
    with pytest.raises(PermissionDenied):
        change_weather(access=access, case=case, values=values_of(cast.rival.stopped.worksite), version=1)


def test_what_was_sent_is_what_was_shown_with_its_fingerprint(cast, access):
    site = site_of(cast, name="Le Port", is_public_works=True, owner="Ville de Marseille")
    case = opened(access, site)
    declaration = send_provisional(access=access, case=case, version=case.version)
    assert declaration.content["rows"] == [
        ["Chantier", "Le Port"],
        ["Adresse", "3 rue du Port, 13002 Marseille"],
        ["Département", "Bouches-du-Rhône (13)"],
        ["Travaux publics", "Oui, pour Ville de Marseille"],
        ["Cause", "Gel"],
        ["Arrêt du travail", "17 novembre 2026 à 8 h"],
        ["Reprise du travail", "Pas encore"],
        ["Salariés concernés", "Environ 12"],
    ]
    assert declaration.fingerprint == fingerprint(declaration.content)
    assert (declaration.is_late, declaration.due_at) == (False, at("2026-11-22 08:00"))
    case.refresh_from_db()
    assert (case.state, case.due_at) == (CaseState.PROVISIONAL, None)


@pytest.mark.parametrize(
    ("now", "is_late"),
    [("2026-11-22 07:59", False), ("2026-11-22 08:00", True), ("2026-12-30 08:00", True)],
)
def test_late_is_taken_and_marked(cast, access, now, is_late):
    case = opened(access, site_of(cast))
    with on(now):
        assert send_provisional(access=access, case=case, version=case.version).is_late is is_late


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        # 120 elapsed hours over the night of 25 October: the clock is an hour behind.
        ("2026-10-23 08:00", "2026-10-28 07:00"),
        ("2026-11-17 08:00", "2026-11-22 08:00"),
    ],
)
def test_the_deadline_counts_elapsed_hours(cast, access, starts, due):
    assert opened(access, site_of(cast), starts=starts).due_at == at(due)


def test_no_delay_known_is_no_deadline_and_nothing_is_late(cast, access):
    case = opened(access, site_of(cast), starts="2026-01-12 08:00")
    declaration = send_provisional(access=access, case=case, version=case.version)
    assert (case.due_at, declaration.due_at, declaration.is_late) == (None, None, False)


def test_a_declaration_retried_after_a_lost_connection_is_one(cast, access):
    case = opened(access, site_of(cast))
    first, again = (send_provisional(access=access, case=case, version=1) for _ in range(2))
    assert (first.pk, first.reference, first.sent_at) == (again.pk, again.reference, again.sent_at)


def test_what_changed_since_the_page_was_read_is_not_sent(cast, access):
    case = opened(access, site_of(cast))
    change_weather(access=access, case=case, values=values_of(case.weather.worksite, cause="rain"), version=1)
    with pytest.raises(ChangedMeanwhile):
        send_provisional(access=access, case=case, version=1)
    assert not StoppageDeclaration.objects.filter(case=case).exists()


@pytest.mark.django_db(transaction=True)
def test_two_telephones_send_one_declaration_and_see_one_receipt(cast):
    access = access_of(cast)
    case = opened(access, site_of(cast))
    send = partial(send_provisional, access=access, case=case, version=case.version)
    assert len({receipt.reference for receipt in at_once(*[send] * 4)}) == 1
    assert StoppageDeclaration.objects.filter(case=case).count() == 1
    assert CaseEvent.objects.filter(case=case, kind=EventKind.PROVISIONAL_SENT).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_by_two_telephones_opens_one_case(cast):
    send = partial(opened, access_of(cast), site_of(cast))
    assert len({case.pk for case in at_once(*[send] * 3)}) == 1


def test_a_change_after_sending_is_a_new_version_and_both_are_kept(cast, access):
    case = opened(access, site_of(cast))
    first = send_provisional(access=access, case=case, version=1)
    case.refresh_from_db()
    changed = change_weather(
        access=access, case=case, values=values_of(case.weather.worksite, cause="ice"), version=case.version
    )
    assert (changed.to_amend, changed.state) == (True, CaseState.PROVISIONAL)
    second = send_provisional(access=access, case=changed, version=changed.version)
    first.refresh_from_db()
    assert [(one.number, one.is_current, one.cause) for one in (first, second)] == [
        (1, False, "frost"),
        (2, True, "ice"),
    ]
    case.refresh_from_db()
    assert not case.to_amend


def test_a_change_back_to_what_was_sent_leaves_nothing_to_send(cast, access):
    case = opened(access, site_of(cast))
    send_provisional(access=access, case=case, version=1)
    site = case.weather.worksite
    for cause, to_amend in (("ice", True), ("frost", False)):
        case = change_weather(access=access, case=case, values=values_of(site, cause=cause), version=None)
        assert case.to_amend is to_amend


def test_the_same_change_twice_is_one(cast, access):
    case = opened(access, site_of(cast))
    values = values_of(case.weather.worksite, cause="ice")
    versions = {change_weather(access=access, case=case, values=values, version=1).version for _ in range(2)}
    assert versions == {2}
    event = CaseEvent.objects.get(case=case, kind=EventKind.CHANGED)
    assert event.changes == {"Cause": ["Gel", "Verglas"]}


def test_the_resumption_fixes_the_last_deadline(cast, access):
    case = opened(access, site_of(cast))
    send_provisional(access=access, case=case, version=1)
    said = {"access": access, "resumes_at": at("2026-11-18 08:00"), "replacement": ""}
    case = say_resumed(case=case, version=2, **said)
    assert (case.state, case.due_at) == (CaseState.PROVISIONAL, at("2026-12-19 00:00"))
    assert case.ends_on == at("2026-11-18 08:00").date()
    assert say_resumed(case=case, version=2, **said).version == case.version
    assert CaseEvent.objects.filter(case=case, kind=EventKind.RESUMED).count() == 1


def test_a_month_after_the_thirty_first_ends_with_the_shorter_month(cast, access):
    case = opened(access, site_of(cast), starts="2026-08-28 08:00", resumes="2026-08-31 08:00")
    send_provisional(access=access, case=case, version=1)
    case.refresh_from_db()
    assert case.due_at == at("2026-10-01 00:00")


def test_once_the_final_one_is_sent_no_provisional_one_follows(cast, access):
    case = weather_case(site_of(cast), starts="2026-11-17 08:00", resumes="2026-11-18 08:00")
    sent(case)
    change_weather(access=access, case=case, values=values_of(case.weather.worksite, cause="ice"), version=None)
    case.refresh_from_db()
    assert not case.to_amend
    with pytest.raises(NotAnyMore):
        send_provisional(access=access, case=case, version=case.version)


def test_a_worksite_that_moved_takes_its_case_along(cast, access):
    case = opened(access, site_of(cast))
    other = WorksiteFactory(
        adherent=cast.acme.adherent, establishment=EstablishmentFactory(adherent=cast.acme.adherent)
    )
    changed = change_weather(access=access, case=case, values=values_of(other), version=1)
    assert changed.establishment == other.establishment
