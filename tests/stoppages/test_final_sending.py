"""The final declaration: checked, certified, sent once, amended; what it changes to others; what it is worth."""

from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from core.models import AuditEvent
from core.rights import Right
from stoppages.enums import CaseState, DeclarationKind
from stoppages.final.services.sending import send_final
from stoppages.models import CampaignWages, StoppageCase, StoppageDeclaration
from stoppages.queries.standing import current_declaration
from stoppages.services.refusals import ChangedMeanwhile
from stoppages.weather.services import change_weather
from stoppages.weather.values import WeatherValues
from tests.absences.kit import enter
from tests.at_once import at_once
from tests.stoppages.final_kit import (
    CERTIFIED,
    MONDAY,
    TICKED,
    TUESDAY,
    access_of,
    certify,
    foreman,
    hired,
    lost,
    page,
    site_of,
    stopped,
    without,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(cast):
    """Monday and Tuesday of two people, complete."""
    people = [hired(cast), hired(cast)]
    case = stopped(cast, people)
    lost(access_of(cast), case, {(one, day): "8" for one in people for day in (MONDAY, TUESDAY)}, is_complete=True)
    return StoppageCase.objects.get(pk=case.pk)


def test_what_is_certified_is_sent_with_its_hours_its_wages_and_its_author(cast, written):
    answer = cast.browser("alice").post(page(written, "certify"), {**TICKED, "version": written.version})
    declaration = current_declaration(written)
    assert answer["Location"] == page(written, "case")
    assert (declaration.kind, declaration.number, declaration.is_late) == (DeclarationKind.FINAL, 1, False)
    assert declaration.people.count() == 2
    assert {one.hourly_wage for one in declaration.people.all()} == {20}
    assert sum(one.hours for one in declaration.days.all()) == 32
    rows = dict(declaration.content["rows"])
    assert rows["Heures perdues"] == "32 h"
    assert rows["L’indemnité a été payée aux salariés"] == "Certifié par Alice Exemple"
    assert "20" not in str(declaration.content["people"]).replace("2026", "")
    assert declaration.content["wages"][0][1] == "20.00 € par heure"
    written.refresh_from_db()
    assert written.state == CaseState.SENT


@pytest.mark.parametrize("left_out", ["conditions", "cse", "paid", "signed", "owner"])
def test_each_point_is_ticked(cast, left_out):
    one = hired(cast)
    case = stopped(cast, [one], worksite=site_of(cast, is_public_works=True))
    lost(access_of(cast), case, {(one, MONDAY): "8"})
    case.refresh_from_db()
    ticked = {name: value for name, value in TICKED.items() if name != left_out}
    answer = cast.browser("alice").post(page(case, "certify"), {**ticked, "version": case.version})
    assert answer.status_code == 422
    assert not case.stoppagedeclarations.exists()


def test_only_public_works_ask_about_the_owner(cast, written):
    shown = cast.browser("alice").get(page(written, "certify")).content.decode()
    assert "maître d’ouvrage" not in shown
    assert "deux ans d’emprisonnement" in shown


def test_the_form_sent_again_gives_the_same_declaration(cast, written):
    browser, fields = cast.browser("alice"), {**TICKED, "version": written.version}
    first, again = (browser.post(page(written, "certify"), fields) for _ in range(2))
    assert first["Location"] == again["Location"]
    kinds = [DeclarationKind.PROVISIONAL, DeclarationKind.FINAL]
    assert list(written.stoppagedeclarations.order_by("pk").values_list("kind", flat=True)) == kinds


@pytest.mark.django_db(transaction=True)
def test_two_telephones_send_one_declaration(cast):
    one = hired(cast)
    case = stopped(cast, [one])
    lost(access_of(cast), case, {(one, MONDAY): "8"})
    case = StoppageCase.objects.get(pk=case.pk)
    send = partial(send_final, access=access_of(cast), case=case, version=case.version, certified=CERTIFIED)
    assert {sent.reference for sent in at_once(*[send] * 4)} == {
        StoppageDeclaration.objects.get(case=case, kind=DeclarationKind.FINAL).reference
    }


def test_a_version_that_changed_meanwhile_is_not_sent(cast, written):
    one = written.stoppedpersons.first().employee
    stale = written.version
    lost(access_of(cast), written, {(one, MONDAY): "7"})
    with pytest.raises(ChangedMeanwhile):
        send_final(access=access_of(cast), case=written, version=stale, certified=CERTIFIED)
    answer = cast.browser("alice").post(page(written, "certify"), {**TICKED, "version": stale})
    assert answer.status_code == 409
    assert not written.stoppagedeclarations.exists()


def test_who_reads_no_wage_certifies_nothing(cast, written):
    browser = foreman(cast)
    shown = browser.get(page(written, "certify"))
    assert "est certifiée et envoyée par quelqu’un qui a le droit" in shown.content.decode()
    assert browser.post(page(written, "certify"), {**TICKED, "version": written.version}).status_code == 403
    for name in ("wages", "estimate"):
        assert browser.get(page(written, name)).status_code == 403
    with pytest.raises(PermissionDenied):
        send_final(
            access=without(access_of(cast), Right.WAGES_CONSULT),
            case=written,
            version=written.version,
            certified=CERTIFIED,
        )
    assert not written.stoppagedeclarations.exists()


def test_a_foreman_never_reads_a_wage(cast, written):
    written.stoppedpersons.update(hourly_wage=Decimal("17.43"))
    certify(access_of(cast), written)
    written.stoppedpersons.update(hourly_wage=Decimal("18.43"))
    browser = foreman(cast)
    for name in ("people", "hours", "certify", "amend", "case", "work_resumed"):
        shown = browser.get(page(written, name)).content.decode()
        assert "17,43" not in shown
        assert "18,43" not in shown
        assert "17.43" not in shown


@pytest.mark.parametrize("what", ["resumption", "hours", "wage", "leave"])
def test_what_is_missing_or_impossible_stops_it_and_says_how(cast, what):
    one = hired(cast, hourly_wage=None) if what == "wage" else hired(cast)
    case = stopped(cast, [one], resumes="" if what == "resumption" else "2026-01-14 08:00")
    if what != "hours":
        lost(access_of(cast), case, {(one, MONDAY): "8"})
    if what == "leave":
        enter(access_of(cast), one, "paid_leave", "2026-01-12", "2026-01-12")
    case.refresh_from_db()
    answer = cast.browser("alice").post(page(case, "certify"), {**TICKED, "version": case.version})
    words = {
        "resumption": "Le travail n’a pas repris",
        "hours": "Aucune heure perdue n’est saisie",
        "wage": "Le salaire horaire manque",
        "leave": "L5424-13",
    }
    assert answer.status_code == 422
    assert words[what] in answer.content.decode()
    assert not case.stoppagedeclarations.exists()


def test_what_the_caisse_decides_is_said_and_stops_nothing(cast):
    """Fewer than 200 hours, over the caps, late, a nil reimbursement, no statement, gone meanwhile."""
    one = hired(cast, starts_on="2026-01-05", ends_on=TUESDAY)
    case = stopped(cast, [one], resumes="2026-01-15 08:00")
    CampaignWages.objects.filter(adherent=case.adherent).update(amount=1000)
    lost(access_of(cast), case, {(one, MONDAY): "12", (one, TUESDAY): "8"})
    browser = cast.browser("alice")
    shown = browser.get(page(case, "certify")).content.decode().replace("\xa0", " ")
    for words in (
        "Moins de 200 heures",
        "D5424-11",
        "2 h ne seront pas indemnisées",
        "Aucune déclaration signée",
        "est parti le 13/01/2026",
    ):
        assert words in shown
    case.refresh_from_db()
    assert browser.post(page(case, "certify"), {**TICKED, "version": case.version}).status_code == 302
    case.refresh_from_db()
    assert case.estimated == 0


def test_late_is_taken_and_marked(cast):
    one = hired(cast)
    case = stopped(cast, [one], starts="2026-06-08 08:00", resumes="2026-06-09 08:00")
    lost(access_of(cast), case, {(one, case.starts_on): "8"})
    declaration = certify(access_of(cast), case)
    assert (declaration.is_late, declaration.due_at is not None) == (True, True)


def test_a_stoppage_that_changes_another_marks_it_and_prepares_its_amendment(cast):
    """The carence of the week goes to the earlier day, once it is declared."""
    one, access = hired(cast), access_of(cast)
    later = stopped(cast, [one], starts="2026-01-13 08:00", resumes="2026-01-14 08:00")
    lost(access, later, {(one, TUESDAY): "8"})
    certify(access, later)
    earlier = stopped(cast, [one], worksite=site_of(cast), cause="rain", resumes="2026-01-13 08:00")
    lost(access, earlier, {(one, MONDAY): "8"})
    shown = cast.browser("alice").get(page(earlier, "certify")).content.decode()
    assert later.reference in shown
    certify(access, earlier)
    later.refresh_from_db()
    assert (later.to_amend, later.state) == (True, CaseState.SENT)
    event = later.caseevents.first()
    assert (event.kind, earlier.reference in event.message) == ("to_amend", True)
    assert "Certifier et envoyer" in cast.browser("alice").get(page(later, "amend")).content.decode()
    again = certify(access, later)
    later.refresh_from_db()
    earlier.refresh_from_db()
    assert (again.number, later.to_amend, earlier.to_amend) == (2, False, False)


def test_an_amendment_keeps_both_versions_and_says_what_changed(cast, written):
    access, browser = access_of(cast), cast.browser("alice")
    certify(access, written)
    one = written.stoppedpersons.select_related("employee").first().employee
    lost(access, written, {(one, MONDAY): "6"})
    shown = browser.get(page(written, "amend")).content.decode()
    assert "8 h → 6 h" in shown
    certify(access, written)
    lost(access, written, {(one, MONDAY): "5"})
    certify(access, written)
    versions = list(written.stoppagedeclarations.filter(kind=DeclarationKind.FINAL).order_by("number"))
    assert [(row.number, row.is_current) for row in versions] == [(1, False), (2, False), (3, True)]
    assert [row.days.get(employee=one, day=MONDAY).hours for row in versions] == [8, 6, 5]
    assert "8 h → 6 h" in browser.get(f"{page(written, 'amend')}?version=2").content.decode()
    assert "6 h → 5 h" in browser.get(page(written, "amend")).content.decode()


def test_changes_are_given_up(cast, written):
    access, browser = access_of(cast), cast.browser("alice")
    certify(access, written)
    one = written.stoppedpersons.first().employee
    lost(access, written, {(one, MONDAY): "6"})
    written.refresh_from_db()
    browser.post(page(written, "amend"), {"give_up": "1", "version": written.version})
    assert written.lostdays.get(employee=one, day=MONDAY).hours == 8
    assert "Rien pour le moment" in browser.get(page(written, "amend")).content.decode()


def test_the_estimate_is_kept_with_the_case_and_says_its_figures(cast):
    one = hired(cast)
    case = stopped(cast, [one], starts="2025-01-13 08:00", resumes="2025-01-15 08:00")
    days = [case.starts_on, case.starts_on.replace(day=14)]
    lost(access_of(cast), case, {(one, day): "8" for day in days})
    browser = cast.browser("alice")
    shown = browser.get(page(case, "estimate")).content.decode().replace("\xa0", " ")
    assert "Les salaires plafonnés déclarés pour la campagne 2024-2025 ne sont pas connus ici" in shown
    browser.post(page(case, "estimate"), {"campaign": "2024-04-01", "amount": "300 000"})
    assert AuditEvent.objects.filter(action="stoppages.campaign_wages_said").exists()
    certify(access_of(cast), case)
    case.refresh_from_db()
    assert case.estimated == Decimal("85.30")
    shown = browser.get(page(case, "estimate")).content.decode().replace("\xa0", " ")
    for words in (
        "85,30 €",
        "225,00 €",
        "Saisis par Alice Exemple",
        "de carence, la première heure perdue",
        "Abattement",
    ):
        assert words in shown
    browser.post(page(case, "estimate"), {"campaign": "2024-04-01", "amount": "150000"})
    case.refresh_from_db()
    assert case.estimated == Decimal("49.41")
    assert browser.post(page(case, "estimate"), {"campaign": "2024-04-01", "amount": "beaucoup"}).status_code == 422
    browser.post(page(case, "estimate"), {"campaign": "2024-04-01", "amount": ""})
    assert not CampaignWages.objects.filter(adherent=case.adherent, campaign="2024-04-01").exists()


def test_wages_come_from_the_contract_of_the_eve_and_are_typed_over(cast):
    one = hired(cast, ends_on="2026-01-11", hourly_wage=Decimal("18.50"))
    type(one.employments.get()).objects.create(
        **{
            **{
                field.attname: getattr(one.employments.get(), field.attname)
                for field in one.employments.get()._meta.concrete_fields
                if field.attname not in {"id", "public_id", "starts_on", "ends_on", "hourly_wage", "is_current"}
            },
            "starts_on": MONDAY,
            "hourly_wage": Decimal("21"),
            "is_current": False,
        }
    )
    case = stopped(cast, [one])
    assert case.stoppedpersons.get().hourly_wage == Decimal("18.50")
    browser, name = cast.browser("alice"), f"w-{one.public_id}"
    refused = browser.post(page(case, "wages"), {name: "vingt", "version": case.version})
    assert (refused.status_code, 'value="vingt"' in refused.content.decode()) == (422, True)
    browser.post(page(case, "wages"), {name: "19,20", "version": case.version})
    assert case.stoppedpersons.get().hourly_wage == Decimal("19.20")
    event = case.caseevents.first()
    assert (event.kind, "19" in event.message) == ("wages_checked", False)


def test_another_company_and_another_nature_find_nothing(cast, written):
    for name in ("people", "hours", "certify", "amend", "wages", "estimate", "work_resumed"):
        stranger = page(cast.rival.stopped.writing, name).replace(cast.rival.ref, cast.acme.ref)
        assert cast.browser("alice").get(stranger).status_code == 404
        assert cast.browser("alice").get(page(cast.acme.stopped.sick_leave, name)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_stoppages_that_change_each_other_are_sent_at_once(cast):
    """Neither waits for ever, and the one sent first is told of the other."""
    one, access = hired(cast), access_of(cast)
    cases = []
    for day, cause in ((MONDAY, "rain"), (TUESDAY, "frost")):
        case = stopped(cast, [one], worksite=site_of(cast), cause=cause, starts=f"{day} 08:00", resumes=f"{day} 18:00")
        lost(access, case, {(one, day): "8"})
        cases.append(StoppageCase.objects.get(pk=case.pk))
    at_once(
        *[partial(send_final, access=access, case=case, version=case.version, certified=CERTIFIED) for case in cases]
    )
    sent = list(StoppageDeclaration.objects.filter(case__in=cases).order_by("sent_at"))
    states = {case.pk: StoppageCase.objects.get(pk=case.pk).to_amend for case in cases}
    # Monday has the carence of the week: sent second, it takes it from Tuesday, which was sent with it.
    is_tuesday_first = sent[0].case_id == cases[1].pk
    assert states == {cases[0].pk: False, cases[1].pk: is_tuesday_first}


def test_what_stopped_the_site_is_corrected_by_a_new_version(cast):
    access, person = access_of(cast), hired(cast)
    case = stopped(cast, [person])
    lost(access, case, {(person, MONDAY): "8"})
    first = certify(access, case)
    case.refresh_from_db()
    weather = case.weather
    values = WeatherValues(weather.worksite, "snow", weather.starts_at, weather.resumes_at, None, None)
    change_weather(access=access, case=case, values=values, version=case.version)
    second = certify(access, case)
    first.refresh_from_db()
    assert (first.cause, first.is_current) == ("frost", False)
    assert (second.cause, second.number, second.is_current) == ("snow", 2, True)
