"""Hires and departures, as the staff of the caisse treat them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import StaffRole
from core.models import AuditEvent, OutgoingMessage
from core.rights import Right
from core.sealing import seal
from core.staff.reasons import OTHER
from employees import nir as nirs
from employees.admin.searching import NOT_BY_NIR
from employees.enums import CaisseState, DepartureReason, EventKind, MovementKind, MovementState
from employees.models import EmployeeEvent, Employment, Movement
from tests.employees.factories import DepartureFactory, EmployeeFactory, EmploymentFactory, MovementFactory, new_nir
from tests.employees.person_kit import colleague
from tests.factories import MembershipFactory, StaffFactory
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
NIR, OTHER_NIR = new_nir(), new_nir(order=2)
LIST = reverse("admin:employees_movement_changelist")


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def sami(member):
    return StaffFactory(staff_caisse=member.adherent.caisse)


@pytest.fixture
def desk(sami):
    return staff_client(sami)


@pytest.fixture
def reader(member):
    return staff_client(StaffFactory(staff_caisse=member.adherent.caisse, staff_role=StaffRole.READER))


@pytest.fixture
def hire(member):
    employee = EmployeeFactory(adherent=member.adherent, nir=NIR, last_name="Benali", first_name="Karim")
    return MovementFactory(
        employment=EmploymentFactory(
            employee=employee, caisse_state=CaisseState.HIRE_SENT, hourly_wage=Decimal("17.89")
        ),
        sent={"last_name": "Benali", "qualification": "Maçon"},
        sent_by=member.user,
    )


def departure_of(member, **values):
    employee = EmployeeFactory(adherent=member.adherent, last_name="Nguyen", first_name="Anh")
    return DepartureFactory(employment__employee=employee, employment__ends_on=date(2026, 6, 30), **values)


def at(name, movement):
    return reverse(f"admin:employees_movement_{name}", args=[movement.pk])


def body(response) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def decide(desk, name, movement, **values):
    return desk.post(at(name, movement), {"seen": movement.version, **values}, follow=True)


def because(text: str) -> dict[str, str]:
    """A reason written by hand."""
    return {"reason": OTHER, "complement": text}


def state_of(movement) -> str:
    return Movement.objects.get(pk=movement.pk).state


def test_what_waits_is_counted_and_comes_first_the_oldest_on_top(desk, member, hire) -> None:
    now = timezone.now()
    done = departure_of(member, state=MovementState.ACCEPTED, treated_at=now, sent_at=now - timedelta(days=30))
    older = departure_of(member, sent_at=now - timedelta(days=2))
    MovementFactory()  # of another caisse
    index = desk.get(reverse("admin:index"))
    (queue,) = [one for one in index.context["work_queues"] if "embauches et sorties" in one.label]
    assert queue.count == 2
    assert list(desk.get(LIST).context["cl"].result_list) == [older, hire, done]
    assert list(desk.get(queue.url).context["cl"].result_list) == [older, hire]


@pytest.mark.parametrize("typed", ["karim BÉNALI", "benali", "E-7777", "e-7777", "durand ma"])
def test_somebody_is_found_across_companies_by_name_reference_or_company(desk, member, hire, typed) -> None:
    Movement.objects.filter(pk=hire.pk).update(reference="E-7777")
    member.adherent.name = "Durand Maçonnerie"
    member.adherent.save()
    MovementFactory(employment__employee=EmployeeFactory(adherent__caisse=member.adherent.caisse, last_name="Petit"))
    MovementFactory(employment__employee=EmployeeFactory(last_name="Benali", first_name="Karim"))
    assert list(desk.get(LIST, {"q": typed}).context["cl"].result_list) == [hire]


@pytest.mark.parametrize("typed", [NIR, nirs.grouped(NIR), NIR[:13], f"Benali {NIR}", OTHER_NIR])
def test_nobody_is_found_by_their_nir_which_leaves_the_address(desk, hire, typed) -> None:
    response = desk.get(LIST, {"q": typed, "state__exact": "sent"})
    assert response["Location"] == f"{LIST}?state__exact=sent"
    page = body(desk.get(response["Location"]))
    assert NOT_BY_NIR in page
    assert typed not in page


@pytest.mark.parametrize(
    "name", ["employment__employee__nir_digest", "employment__employee__masked_nir", "sent", "asked"]
)
def test_no_list_is_filtered_by_a_secret(desk, hire, name) -> None:
    for lookup in ("startswith", "icontains"):
        assert desk.get(LIST, {f"{name}__{lookup}": "1"}).status_code in {302, 400}


def test_the_page_shows_what_was_sent_with_the_wage_for_whoever_treats(desk, reader, hire) -> None:
    page = body(desk.get(at("change", hire)))
    assert "Benali" in page
    assert "17,89" in page
    assert nirs.mask(NIR) in page
    assert NIR not in page.replace(" ", "")
    assert "Accepter et passer au suivant" in page
    page = body(reader.get(at("change", hire)))
    assert "17,89" not in page
    assert "Accepter et passer au suivant" not in page
    assert "Afficher le NIR" not in page


def test_the_reason_of_a_departure_is_for_whoever_treats(desk, reader, member) -> None:
    departure = departure_of(member, departure_reason=DepartureReason.UNFITNESS)
    assert "inaptitude" in body(desk.get(at("change", departure)))
    assert "inaptitude" not in body(reader.get(at("change", departure)))


def test_accepted_a_hire_is_recorded(desk, hire, sami) -> None:
    assert 'name="seen" value="1"' in body(desk.get(at("change", hire)))
    assert "C’est enregistré" in body(decide(desk, "accept", hire))
    hire.refresh_from_db()
    assert (hire.state, hire.treated_by) == (MovementState.ACCEPTED, sami)
    assert Employment.objects.get(pk=hire.employment_id).caisse_state == CaisseState.RECORDED
    assert EmployeeEvent.objects.get().kind == EventKind.HIRE_ACCEPTED
    assert "déjà « Enregistrée »" in body(decide(desk, "accept", hire))
    assert "n’est plus à prendre" in body(desk.get(at("refuse", hire), follow=True))


def test_a_page_that_the_company_has_corrected_meanwhile_decides_nothing(desk, hire) -> None:
    Movement.objects.filter(pk=hire.pk).update(version=2)
    for name, values in (("accept", {}), ("correct", because("Lisez.")), ("refuse", because("Lisez."))):
        for version in ("1", "", "x", "²"):
            page = body(desk.post(at(name, hire), {"seen": version, **values}, follow=True))
            assert "a corrigé son envoi depuis" in page, (name, version)
    assert state_of(hire) == MovementState.SENT


def test_a_message_is_asked_for_and_the_version_first_shown_is_kept(desk, hire) -> None:
    Movement.objects.filter(pk=hire.pk).update(version=2)
    for message in (" ", f"Vérifiez {nirs.grouped(NIR)}", f"n° {NIR}."):
        response = desk.post(at("correct", hire), {"seen": "1", **because(message)})
        assert response.status_code == 422
        assert 'name="seen" value="1"' in body(response)
    assert desk.post(at("correct", hire), {"seen": "1", "complement": "Lisez."}).status_code == 422
    assert state_of(hire) == MovementState.SENT


@pytest.mark.parametrize(
    ("name", "state", "kind"),
    [
        ("correct", MovementState.TO_CORRECT, "employees/correction_asked"),
        ("refuse", MovementState.REFUSED, "employees/movement_refused"),
    ],
)
def test_the_company_is_told_by_a_mail_without_nir_message_or_motive(desk, member, hire, name, state, kind) -> None:
    departure = departure_of(member, sent_by=member.user, departure_reason=DepartureReason.UNFITNESS)
    message = "Le contrat joint ne dit pas la même date."
    for movement in (hire, departure):
        decide(desk, name, movement, **because(message))
        assert state_of(movement) == state
    assert Movement.objects.get(pk=hire.pk).message == message
    mails = list(OutgoingMessage.objects.filter(kind=kind))
    assert [mail.recipient for mail in mails] == [member.user.email] * 2
    for mail in mails:
        text = mail.subject + mail.body_text + mail.body_html
        assert member.adherent.name in text
        for secret in (message, "contrat joint", NIR, nirs.mask(NIR), "inaptitude", "17,89"):
            assert secret not in text


@pytest.mark.parametrize("name", ["correct", "refuse"])
def test_the_mail_goes_to_those_who_may_act_when_its_author_may_no_longer(desk, member, hire, name) -> None:
    site = hire.employment.establishment
    here = colleague(member.adherent, Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT, site=site)
    colleague(member.adherent, Right.EMPLOYEES_CONSULT)
    hire.sent_by = colleague(member.adherent, Right.EMPLOYEES_CONSULT).user
    hire.save(update_fields=["sent_by"])
    decide(desk, name, hire, **because("Date à revoir."))
    mails = {mail.recipient: mail.body_text for mail in OutgoingMessage.objects.filter(kind__startswith="employees/")}
    assert mails.keys() == {member.user.email, here.user.email}
    assert f"/espace/{site.public_id}/" in mails[here.user.email]


def test_the_journal_holds_neither_nir_nor_wage_nor_reason(desk, member, hire) -> None:
    departure = departure_of(member, departure_reason=DepartureReason.UNFITNESS)
    desk.get(at("change", hire))
    decide(desk, "accept", hire)
    decide(desk, "refuse", departure, **because("Date à revoir."))
    desk.post(at("show_nir", hire))
    journal = str(list(AuditEvent.objects.values()))
    assert "employees.hire_accepted" in journal
    for secret in (NIR, nirs.grouped(NIR), "17.89", "unfitness", "inaptitude"):
        assert secret not in journal


def test_the_nir_is_shown_by_a_post_and_each_time_journalled(desk, reader, hire) -> None:
    assert desk.get(at("show_nir", hire)).status_code == 302
    page = body(desk.post(at("show_nir", hire)))
    assert nirs.grouped(NIR) in page
    assert AuditEvent.objects.filter(action="employees.nir_shown").count() == 1
    assert EmployeeEvent.objects.get(kind=EventKind.NIR_SHOWN).by_caisse
    assert reader.post(at("show_nir", hire)).status_code == 403
    assert AuditEvent.objects.filter(action="employees.nir_shown").count() == 1


def test_readers_decide_nothing(reader, hire) -> None:
    for name in ("accept", "correct", "refuse"):
        assert reader.get(at(name, hire)).status_code == 403
        assert decide(reader, name, hire, **because("Non.")).status_code == 403
    reader.post(
        LIST, {"action": "accept_chosen", "_selected_action": hire.pk, "confirmed": 1, "chosen": f"{hire.pk}:1"}
    )
    assert state_of(hire) == MovementState.SENT


def test_a_request_shows_what_would_change_then_changes_it(desk, member, hire) -> None:
    decide(desk, "accept", hire)
    request = MovementFactory(
        employment=hire.employment,
        kind=MovementKind.HIRE_CHANGE,
        asked={"first_name": "Karim-Ali", "starts_on": "2020-03-09", "nir": nirs.mask(OTHER_NIR)},
        nir_sealed=seal(OTHER_NIR),
    )
    page = body(desk.get(at("change", request)))
    assert "<td>Karim</td><td><strong>Karim-Ali</strong></td>" in page
    assert "<td>02/03/2020</td><td><strong>09/03/2020</strong></td>" in page
    assert "Demander une correction" not in page
    assert nirs.grouped(OTHER_NIR) in body(desk.post(at("show_nir", request)))
    decide(desk, "accept", request)
    employee = Employment.objects.get(pk=hire.employment_id).employee
    assert (employee.first_name, employee.nir_digest) == ("Karim-Ali", nirs.digest(OTHER_NIR))
    assert nirs.grouped(OTHER_NIR) in body(desk.post(at("show_nir", hire)))


def test_several_are_accepted_at_once_each_on_its_own(desk, member, hire) -> None:
    departure, moved = departure_of(member), departure_of(member)
    request = MovementFactory(
        employment=EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent)),
        kind=MovementKind.HIRE_CHANGE,
        asked={"first_name": "Anne"},
    )
    chosen = [hire, departure, moved, request]
    page = desk.post(LIST, {"action": "accept_chosen", "_selected_action": [one.pk for one in chosen]})
    assert [row.pk for row in page.context["rows"]] == [hire.pk, departure.pk, moved.pk]
    assert page.context["left_out"] == 1
    Movement.objects.filter(pk=moved.pk).update(version=2)
    confirmed = {
        "action": "accept_chosen",
        "_selected_action": [one.pk for one in chosen],
        "confirmed": "1",
        "chosen": [f"{one.pk}:1" for one in chosen] + ["x:1", "0"],
    }
    answer = body(desk.post(LIST, confirmed, follow=True))
    assert "Embauches et sorties enregistrées : 2." in answer
    assert "Laissées de côté : 1." in answer
    assert [state_of(one) for one in chosen] == ["accepted", "accepted", "sent", "sent"]


def test_what_is_unticked_in_the_preview_is_left_as_it_was(desk, member, hire) -> None:
    departure = departure_of(member)
    chosen = [hire, departure]
    picked = {"action": "accept_chosen", "_selected_action": [one.pk for one in chosen]}
    page = desk.post(LIST, picked)
    assert [(kind, len(lines)) for kind, lines in page.context["kinds"]] == [("Embauche", 1), ("Sortie", 1)]
    assert body(page).count('name="chosen"') == 2
    answer = body(desk.post(LIST, {**picked, "confirmed": "1", "chosen": f"{departure.pk}:1"}, follow=True))
    assert "Embauches et sorties enregistrées : 1." in answer
    assert "Laissées de côté" not in answer
    assert (state_of(hire), state_of(departure)) == ("sent", "accepted")


def test_what_somebody_else_decided_meanwhile_is_told_and_left(desk, member, hire) -> None:
    departure = departure_of(member)
    Movement.objects.filter(pk=hire.pk).update(state=MovementState.CANCELLED)
    chosen = [hire.pk, departure.pk]
    answer = desk.post(
        LIST,
        {
            "action": "accept_chosen",
            "_selected_action": chosen,
            "confirmed": "1",
            "chosen": [f"{pk}:1" for pk in chosen],
        },
        follow=True,
    )
    assert "Embauches et sorties enregistrées : 1." in body(answer)
    assert "Laissées de côté : 1. Il n’y avait plus" in body(answer)
    assert state_of(hire) == MovementState.CANCELLED


def test_nothing_of_another_caisse_is_accepted_together(desk, hire) -> None:
    foreign = MovementFactory()
    chosen = {"_selected_action": [foreign.pk, hire.pk], "chosen": [f"{foreign.pk}:1", f"{hire.pk}:1"]}
    page = desk.post(LIST, {"action": "accept_chosen", **chosen})
    assert [row.pk for row in page.context["rows"]] == [hire.pk]
    desk.post(LIST, {"action": "accept_chosen", "confirmed": "1", **chosen})
    assert (state_of(foreign), state_of(hire)) == ("sent", "accepted")
