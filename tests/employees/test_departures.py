"""Sorties through their pages: declared, corrected, cancelled; at once, and by two people."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core.models import AuditEvent
from core.rights import Right
from delegations import authority
from employees.decisions import services as treating
from employees.departure import services as departures
from employees.enums import CaisseState, DepartureReason, EventKind, MovementState
from employees.models import EmployeeEvent, Movement
from employees.rules import departure_reasons
from tests.at_once import at_once
from tests.days import in_days, today, written
from tests.employees.departure_kit import employed, leaving, typed
from tests.employees.factories import EmploymentFactory, MovementFactory
from tests.employees.person_kit import (
    ACTS,
    address_of,
    browser_of,
    colleague,
    holder,
    said_to,
    site_of,
    text_of,
)
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def declare(browser, member, employment, *args, **changes):
    address = address_of("declare_departure", member, employment.public_id)
    return browser.post(address, typed(*args, **changes), follow=True)


# --- Declared ---


def test_a_departure_is_typed_read_over_then_sent(told):
    member, browser = holder()
    employment = employed(member)
    address = address_of("declare_departure", member, employment.public_id)
    assert browser.get(address).context["form"]["certificate_requested"].value() is True
    last_day = in_days(30)
    review = browser.post(address, typed(last_day, action="review"))
    page = text_of(review)
    assert review.status_code == 200
    assert "Démission" in page
    assert "Votre caisse établit le certificat de congé." in page
    assert not Movement.objects.exists()
    edited = browser.post(address, typed(last_day, action="edit"))
    assert f'value="{last_day:%d/%m/%Y}"' in text_of(edited)
    response = declare(browser, member, employment, last_day)
    movement = Movement.objects.get()
    assert f"référence {movement.reference}" in said_to(response)
    assert address_of("receipt", member, movement.public_id) in text_of(response)
    employment.refresh_from_db()
    assert (employment.ends_on, employment.caisse_state) == (last_day, CaisseState.DEPARTURE_SENT)
    assert (movement.certificate_requested, movement.departure_reason) == (True, "resignation")
    assert told == [last_day]
    assert EmployeeEvent.objects.get().kind == EventKind.DEPARTURE_DECLARED
    assert AuditEvent.objects.filter(action="employees.departure_declared", actor_id=member.user.pk).count() == 1


def test_the_review_sends_back_a_box_that_was_unticked():
    member, browser = holder()
    employment = employed(member)
    address = address_of("declare_departure", member, employment.public_id)
    form = {name: value for name, value in typed(action="review").items() if name != "certificate_requested"}
    page = text_of(browser.post(address, form))
    assert "Non demandé" in page
    assert 'name="certificate_requested" value="False"' in page
    declare(browser, member, employment, certificate_requested="False")
    assert Movement.objects.get().certificate_requested is False


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("31/02/2027", "n’existe pas"),
        ("01/01/2062", "trop loin"),
        ("", "Saisissez le dernier jour"),
        ("demain", "Écrivez la date"),
        ("01/03/2020", "ne peut pas être avant"),
        (366, "trop loin"),
    ],
)
@pytest.mark.parametrize("action", ["review", "send"])
def test_a_wrong_last_day_is_refused_with_the_reason(day, words, action):
    member, browser = holder()
    day = written(in_days(day)) if isinstance(day, int) else day
    response = declare(browser, member, employed(member), day, action=action)
    assert response.status_code == 422
    assert words in str(response.context["form"].errors["last_day"])
    assert f'value="{day}"' in response.content.decode() or not day
    assert not Movement.objects.exists()


@pytest.mark.parametrize("days", [0, 365])
def test_the_first_day_and_a_day_a_year_ahead_are_accepted(days):
    member, browser = holder()
    employment = employed(member, starts_on=today())
    declare(browser, member, employment, in_days(days))
    assert Movement.objects.get().last_day == in_days(days)


def test_a_dated_contract_ends_by_its_planned_end():
    member, browser = holder()
    end = in_days(30)
    employment = employed(
        member, contract_kind="fixed_term", fixed_term_reason="increase", planned_end_on=end, ends_on=end
    )
    late = declare(browser, member, employment, end + timedelta(days=1), departure_reason="end_of_fixed_term")
    assert "demandez d’abord sa modification" in str(late.context["form"].errors["last_day"])
    declare(browser, member, employment, end, departure_reason="end_of_fixed_term")
    assert Movement.objects.get().last_day == end


@pytest.mark.parametrize(
    ("kind", "refused", "kept"),
    [
        ("permanent", {"end_of_fixed_term", "early_end", "end_of_worksite"}, {"mutual_termination", "resignation"}),
        ("worksite", {"end_of_fixed_term", "early_end"}, {"end_of_worksite", "mutual_termination"}),
        ("fixed_term", {"mutual_termination", "resignation", "end_of_worksite"}, {"end_of_fixed_term", "early_end"}),
        ("apprenticeship", {"end_of_worksite"}, {"end_of_fixed_term", "early_end"}),
    ],
)
def test_only_the_reasons_that_fit_the_contract_are_offered_and_accepted(kind, refused, kept):
    offered = {reason.value for reason in departure_reasons(kind)}
    assert not refused & offered
    assert kept | {"death", "other"} <= offered
    member, browser = holder()
    end = today() if kind == "fixed_term" else None
    employment = employed(
        member,
        contract_kind=kind,
        worksite="Tour Nord",
        planned_end_on=end,
        fixed_term_reason="increase" if kind == "fixed_term" else "",
    )
    for reason in refused | {"", "abducted"}:
        response = declare(browser, member, employment, departure_reason=reason)
        assert "departure_reason" in response.context["form"].errors, reason
    assert not Movement.objects.exists()


def test_a_second_tab_is_told_and_declares_nothing():
    member, browser = holder()
    employment = employed(member)
    declare(browser, member, employment)
    response = declare(browser, member, employment, in_days(2))
    assert "déjà déclarée" in said_to(response)
    assert Movement.objects.get().last_day == today()


def test_a_departure_before_another_contract_is_kept_within_its_days():
    member, browser = holder()
    employment = employed(member, ends_on=today())
    EmploymentFactory(employee=employment.employee, starts_on=in_days(5), is_current=False)
    response = declare(browser, member, employment, in_days(6))
    assert response.status_code == 422
    assert "un autre contrat" in str(response.context["form"].errors["last_day"])
    assert not Movement.objects.exists()


# --- Corrected, cancelled ---


def test_a_departure_is_corrected_then_cancelled(told):
    member, browser = holder()
    departure = leaving(member)
    address = address_of("correct_departure", member, departure.public_id)
    page = browser.get(address)
    assert 'value="30/06/2026"' in text_of(page)
    response = browser.post(address, typed(date(2026, 7, 15), departure_reason="retirement"), follow=True)
    assert "corrigée" in said_to(response)
    departure.refresh_from_db()
    assert (departure.last_day, departure.departure_reason, departure.version) == (date(2026, 7, 15), "retirement", 2)
    assert departure.sent["last_day"] == "15/07/2026"
    address = address_of("cancel_departure", member, departure.public_id)
    assert browser.get(address).status_code == 200
    departure.refresh_from_db()
    assert departure.is_open
    assert "le contrat continue" in said_to(browser.post(address, {"confirm": "1"}, follow=True))
    departure.employment.refresh_from_db()
    assert (departure.employment.ends_on, departure.employment.caisse_state) == (None, CaisseState.RECORDED)
    assert told == [date(2026, 7, 15), None]
    assert "déjà annulée" in said_to(browser.post(address, {"confirm": "1"}, follow=True))
    kinds = list(EmployeeEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [EventKind.DEPARTURE_CORRECTED, EventKind.DEPARTURE_CANCELLED]


def test_a_correction_made_meanwhile_is_told_before_it_is_replaced():
    """Two people correct the same departure: the second one reads what the first one sent, and decides."""
    member, browser = holder()
    departure = leaving(member)
    writer = colleague(member.adherent, *ACTS, Right.MOTIVES_CONSULT)
    address = address_of("correct_departure", member, departure.public_id)
    assert 'name="version" value="1"' in text_of(browser.get(address))
    browser_of(writer).post(address, {**typed(date(2026, 7, 10)), "version": "1"})
    late = {**typed(date(2026, 7, 20)), "version": "1"}
    refused = browser.post(address, late)
    assert refused.status_code == 422
    body = text_of(refused)
    assert f"{writer.user.get_full_name()} a corrigé cette sortie entre-temps" in body
    assert "le dernier jour déclaré est le 10/07/2026" in body
    assert 'value="20/07/2026"' in body
    departure.refresh_from_db()
    assert (departure.last_day, departure.version) == (date(2026, 7, 10), 2)
    assert 'name="version" value="2"' in body
    assert "corrigée est envoyée" in said_to(browser.post(address, {**late, "version": "2"}, follow=True))
    departure.refresh_from_db()
    assert (departure.last_day, departure.version) == (date(2026, 7, 20), 3)
    for odd in ("", "x", "²", "9" * 40):
        assert browser.post(address, {**typed(date(2026, 7, 21)), "version": odd}).status_code in {302, 422}


def test_a_correction_that_changes_nothing_sends_nothing_unless_the_caisse_asked():
    member, browser = holder()
    departure = leaving(member)
    address = address_of("correct_departure", member, departure.public_id)
    same = typed(date(2026, 6, 30))
    assert "rien n’a été envoyé" in said_to(browser.post(address, same, follow=True))
    departure.refresh_from_db()
    assert departure.version == 1
    staff = StaffFactory(staff_caisse=member.adherent.caisse)
    treating.ask_correction(movement=departure, by=staff, version=1, message="Confirmez le jour.")
    assert "Confirmez le jour." in text_of(browser.get(address))
    browser.post(address, same)
    departure.refresh_from_db()
    assert (departure.version, departure.state, departure.message) == (2, MovementState.SENT, "")


def test_whoever_does_not_see_the_reason_leaves_it_as_it_is():
    member, _ = holder()
    departure = leaving(member, departure_reason=DepartureReason.UNFITNESS)
    writer = colleague(member.adherent, *ACTS)
    browser = browser_of(writer)
    address = address_of("correct_departure", writer, departure.public_id)
    field = browser.get(address).context["form"]["departure_reason"]
    assert (field.value(), field.field.choices[0]) == ("", ("", "Inchangé"))
    assert "inaptitude" not in text_of(browser.get(address_of("cancel_departure", writer, departure.public_id)))
    browser.post(address, typed(date(2026, 7, 1), departure_reason=""))
    departure.refresh_from_db()
    assert (departure.last_day, departure.departure_reason) == (date(2026, 7, 1), DepartureReason.UNFITNESS)
    browser.post(address, typed(date(2026, 7, 1), departure_reason="retirement"))
    departure.refresh_from_db()
    assert departure.departure_reason == DepartureReason.RETIREMENT
    lines = str(list(AuditEvent.objects.values()))
    assert not [text for text in ("inaptitude", "retraite", "unfitness", "retirement") if text in lines]
    page = text_of(browser.get(address_of("employee", writer, departure.employment.employee.public_id)))
    assert "Motif de sortie : modifié" in page
    assert "retraite" not in page


def test_a_departure_that_another_contract_follows_is_not_cancelled():
    member, browser = holder()
    departure = leaving(member)
    EmploymentFactory(employee=departure.employment.employee, starts_on=date(2026, 9, 1), is_current=False)
    response = browser.post(address_of("cancel_departure", member, departure.public_id), {"confirm": "1"})
    assert response.status_code == 409
    assert "un autre contrat après celui-ci" in text_of(response)
    departure.refresh_from_db()
    assert departure.is_open


@pytest.mark.parametrize("name", ["correct_departure", "cancel_departure"])
def test_what_the_caisse_treated_meanwhile_is_told(name):
    member, browser = holder()
    departure = leaving(member)
    treating.accept_movement(movement=departure, by=StaffFactory(staff_caisse=member.adherent.caisse), version=1)
    address = address_of(name, member, departure.public_id)
    for response in (browser.get(address, follow=True), browser.post(address, typed(confirm="1"), follow=True)):
        assert response.redirect_chain[0][0] == address_of("employee", member, departure.employment.employee.public_id)
        assert "déjà enregistrée" in said_to(response)
    departure.refresh_from_db()
    assert (departure.state, departure.last_day) == (MovementState.ACCEPTED, date(2026, 6, 30))


@pytest.mark.parametrize(
    "name",
    ["correct_departure", "cancel_departure", "request_departure_change", "request_departure_cancellation"],
)
def test_only_a_departure_of_ones_company_and_site_is_corrected(name):
    member, browser = holder()
    hire = MovementFactory(employment=employed(member, caisse_state=CaisseState.HIRE_SENT))
    foreign = leaving(holder()[0])
    local = colleague(member.adherent, *ACTS, site=site_of(member.adherent))
    for movement in (hire, foreign):
        assert browser.post(address_of(name, member, movement.public_id), {"confirm": "1"}).status_code == 404
    assert browser_of(local).post(address_of(name, local, hire.public_id), {"confirm": "1"}).status_code == 404
    elsewhere = leaving(member)
    assert browser_of(local).post(address_of(name, local, elsewhere.public_id), {"confirm": "1"}).status_code == 404
    reader = colleague(member.adherent, Right.EMPLOYEES_CONSULT)
    assert browser_of(reader).post(address_of(name, reader, elsewhere.public_id), typed()).status_code == 403
    assert not EmployeeEvent.objects.exists()


# --- At once ---


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_declare_one_departure():
    member, browser = holder()
    employment = employed(member)
    tabs = [browser_of(member) for _ in range(4)]
    # Not the context: the test client keeps those of all threads together.
    said = at_once(*[lambda tab=tab: text_of(declare(tab, member, employment)) for tab in tabs])
    assert Movement.objects.count() == 1
    assert sum("déjà déclarée" in text for text in said) == 3
    assert sum("La sortie est envoyée à votre caisse" in text for text in said) == 1
    assert EmployeeEvent.objects.count() == 1


def test_the_services_take_no_other_kind_of_movement():
    member, _ = holder()
    hire = MovementFactory(employment=employed(member, caisse_state=CaisseState.HIRE_SENT))
    access = authority.resolve(member.user, member.adherent.public_id)
    with pytest.raises(PermissionDenied):
        departures.withdraw_request(access=access, movement=hire)
    with pytest.raises(PermissionDenied):
        departures.cancel_departure(access=access, movement=hire)
    hire.refresh_from_db()
    assert hire.state == MovementState.SENT
