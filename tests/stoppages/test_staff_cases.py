"""The queue of the arrêts, the page of a case, and what the staff type on it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from stoppages.enums import DeclarationKind
from stoppages.models import CaseFile, HeatwaveVigilance, ReimbursedNature, StoppageCase
from tests.employees.factories import new_nir
from tests.factories import CaisseFactory, StaffFactory
from tests.staff import staff_client
from tests.stoppages.factories import sent, sick_leave_case, weather_case
from tests.stoppages.kit import site_of, worker
from tests.stoppages.staff_kit import key_of, say_wages, sent_case, staff_of

pytestmark = pytest.mark.django_db
LIST = reverse("admin:stoppages_stoppagecase_changelist")


@pytest.fixture
def staff(cast):
    return staff_of(cast)


@pytest.fixture
def desk(staff):
    return staff_client(staff)


@pytest.fixture
def case(cast) -> StoppageCase:
    return sent_case(cast)


def now(case) -> StoppageCase:
    return StoppageCase.objects.get(pk=case.pk)


def at(name, case, *more):
    return reverse(f"admin:stoppages_stoppagecase_{name}", args=[case.pk, *more])


def body(response) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def seen(desk, case) -> str:
    return desk.get(at("change", case)).context["seen"]


def act(desk, name, case, **values):
    return desk.post(at(name, case), {"seen": seen(desk, case), **values}, follow=True)


def amount_name(case) -> str:
    employee_id, week = key_of(case)
    return f"amount-{employee_id}-{week}"


def listed(desk, **query):
    return list(desk.get(LIST, query).context["cl"].result_list)


def test_what_waits_is_counted_and_comes_first_the_oldest_on_top(desk, cast, case):
    newer = sent_case(cast)
    StoppageCase.objects.filter(pk=case.pk).update(sent_at=timezone.now() - timedelta(days=40))
    (queue,) = [
        one for one in desk.get(reverse("admin:index")).context["work_queues"] if one.label == "arrêts à traiter"
    ]
    assert (queue.count, queue.late) == (2, 1)
    assert listed(desk)[:2] == [case, newer]
    assert list(desk.get(queue.url).context["cl"].result_list) == [case, newer]


def test_drafts_and_motives_are_not_shown(desk, cast):
    draft = weather_case(site_of(cast))
    sick = sick_leave_case(worker(cast))
    sent(sick, DeclarationKind.SICK_LEAVE)
    for hidden in (draft, sick):
        assert hidden not in listed(desk)
        assert desk.get(at("change", hidden)).status_code == 404
    ReimbursedNature.objects.create(
        caisse=sick.adherent.caisse, reason="illness", starts_on=date(2026, 1, 1), source="Conseil"
    )
    assert sick in listed(desk)
    page = body(desk.get(at("change", sick)))
    assert sick.sick_leave.employee.full_name in page
    assert "Accepter ce qui est proposé" not in page


def test_it_is_found_by_its_references_its_worksite_or_its_company(desk, case, cast):
    other = sent_case(cast)
    for typed in (case.reference.lower(), case.stoppagedeclarations.get().reference, case.weather.worksite.name):
        assert listed(desk, q=typed) == [case], typed
    assert other in listed(desk, q=case.adherent.cibtp_id)
    found = desk.get(reverse("admin:search"), {"q": case.reference})
    assert found["Location"] == at("change", case)


def test_its_page_says_everything_at_once(desk, case, cast):
    CaseFile.objects.create(
        case=case, adherent=case.adherent, kind="statement", stored_name="x.pdf", name="Relevé.pdf", size=10
    )
    page = body(desk.get(at("change", case)))
    for said in (
        case.weather.worksite.name,
        case.stoppagedeclarations.get().reference,
        case.stoppedpersons.get().employee.full_name,
        "85,30 €",
        "15 heures à indemniser",
        "Relevé.pdf",
        "Ni connues ni déclarées",
        "D5424-11",
        "Elle n’a pas été envoyée",
        "300 000,00 €, saisis par Alice",
        "Accepter ce qui est proposé et passer au suivant",
    ):
        assert said.replace(" ", "") in page.replace("\N{NARROW NO-BREAK SPACE}", "").replace(" ", ""), said


def test_whoever_only_reads_has_neither_amounts_of_a_salarie_nor_acts(case, cast):
    reader = staff_client(staff_of(cast, staff_role="reader"))
    page = body(reader.get(at("change", case)))
    assert "Salaire horaire" not in page
    assert "Décider" not in page
    for name in ("examine", "ask", "accept", "refuse", "close", "by_line", "payment"):
        assert reader.post(at(name, case), {"seen": "1/85.30", "reason": "late"}).status_code == 403, name
    assert reader.get(at("by_line", case)).status_code == 403
    assert now(case).state == "sent"


def test_another_caisse_sees_nothing_of_it(case):
    stranger = staff_client(StaffFactory(staff_caisse=CaisseFactory()))
    for name in ("change", "by_line", "payment", "accept"):
        assert stranger.get(at(name, case)).status_code == 404, name
    assert stranger.post(at("accept", case), {"seen": "1/85.30"}).status_code == 404
    assert case not in listed(stranger)


def test_the_examination_then_a_question(desk, case):
    assert "L’examen est commencé" in body(act(desk, "examine", case))
    nothing = act(desk, "ask", case, text="")
    assert (nothing.status_code, "Écrivez la question" in body(nothing)) == (422, True)
    for typed in ({"text": f"Voir {new_nir()}"}, {"text": "?", "due_on": "hier"}, {"text": "x" * 1001}):
        assert act(desk, "ask", case, **typed).status_code == 422
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "La question est posée" in body(act(desk, "ask", case, text="Combien ?", due_on=f"{tomorrow:%d/%m/%Y}"))
    assert now(case).state == "question"
    assert "Combien ?" in body(desk.get(at("change", case)))


def test_cases_are_accepted_in_a_row(desk, cast, case):
    following = sent_case(cast)
    answer = desk.post(at("accept", case), {"seen": seen(desk, case), "onward": "1"})
    assert answer["Location"] == at("change", following)
    assert now(case).casedecisions.get().amount == Decimal("85.30")


@pytest.mark.parametrize("mark", ["", "x", "0/85.30", "1", "1/", "1/NaN", "1/1e9999", "²/85.30", f"{'9' * 50}/85.30"])
def test_a_mark_that_is_none_decides_nothing(desk, case, mark):
    desk.post(at("accept", case), {"seen": mark})
    assert now(case).state == "sent"


def test_figures_published_since_the_page_are_read_first(desk, case):
    mark = seen(desk, case)
    say_wages(case, "150000")
    answer = body(desk.post(at("accept", case), {"seen": mark}, follow=True))
    assert "a changé depuis l’affichage" in answer
    assert "49,41" in answer
    assert now(case).state == "sent"


def test_refused_for_a_reason_completed_by_hand(desk, case):
    assert act(desk, "refuse", case, reason="").status_code == 422
    act(desk, "refuse", case, reason="late", complement="Reçue le 3 mars.")
    assert now(case).casedecisions.get().reason == "Déclaration envoyée hors délai : Reçue le 3 mars."


def test_amounts_are_prefilled_changed_and_explained(desk, case):
    page = desk.get(at("by_line", case))
    assert 'value="85,30"' in body(page)
    mark, name = page.context["seen"], amount_name(case)
    less = {"seen": mark, name: "80,00", "outcome": "accepted"}
    refused = desk.post(at("by_line", case), less)
    assert (refused.status_code, "au-dessous de la proposition" in body(refused)) == (422, True)
    assert 'value="80,00"' in body(refused)
    no_reason = desk.post(at("by_line", case), {**less, "outcome": "partly"})
    assert "Choisissez le motif" in body(no_reason)
    desk.post(at("by_line", case), {**less, "outcome": "partly", "reason": "wage", "complement": "18 €"})
    decision = now(case).casedecisions.get()
    assert (decision.amount, decision.reason) == (80, "Salaire horaire différent de celui que connaît la caisse : 18 €")


@pytest.mark.parametrize("typed", ["", "beaucoup", "-1", "1,234", "99999999"])
def test_an_amount_that_is_none_comes_back_with_its_error(desk, case, typed):
    values = {"seen": seen(desk, case), amount_name(case): typed, "outcome": "accepted"}
    answer = desk.post(at("by_line", case), values)
    assert (answer.status_code, 'aria-invalid="true"' in body(answer)) == (422, True)
    assert f'value="{typed}"' in body(answer)
    assert now(case).state == "sent"


def test_more_than_proposed_is_told_before_it_is_given(desk, case):
    values = {"seen": seen(desk, case), amount_name(case): "90", "outcome": "accepted"}
    told = desk.post(at("by_line", case), values)
    assert (told.status_code, "1 ligne au-dessus de la proposition" in body(told)) == (422, True)
    desk.post(at("by_line", case), {**values, "confirmed": "on"})
    assert now(case).casedecisions.get().amount == 90


def test_a_decision_is_revised_until_it_is_paid(desk, case):
    act(desk, "accept", case)
    values = {"seen": seen(desk, case), amount_name(case): "80", "outcome": "partly", "reason": "wage"}
    desk.post(at("by_line", case), values)
    assert (now(case).state, now(case).casedecisions.filter(is_current=True).get().amount) == ("partly", 80)
    pay(desk, case)
    assert "Ce n’est plus possible" in body(desk.get(at("by_line", case), follow=True))


def pay(desk, case, **values):
    page = desk.get(at("payment", case))
    given = {
        "seen": page.context["seen"],
        "kind": "provisional",
        "paid_on": "02/03/2026",
        "reference": "VIR-1",
        amount_name(case): "60",
    }
    return desk.post(at("payment", case), given | values, follow=True)


def test_a_payment_is_typed_from_the_decision(desk, case):
    assert "Ce n’est plus possible" in body(desk.get(at("payment", case), follow=True))
    act(desk, "accept", case)
    assert 'value="85,30"' in body(desk.get(at("payment", case)))
    assert "Le remboursement est enregistré" in body(pay(desk, case))
    assert 'value="25,30"' in body(desk.get(at("payment", case)))
    page = body(desk.get(at("change", case)))
    assert "VIR-1" in page
    assert "60,00 €" in page


@pytest.mark.parametrize("values", [{"kind": "x"}, {"paid_on": "demain"}, {"paid_on": ""}, {"reference": ""}])
def test_a_payment_that_makes_no_sense_keeps_what_was_typed(desk, case, values):
    act(desk, "accept", case)
    answer = pay(desk, case, **values)
    assert (answer.status_code, 'value="60"' in body(answer)) == (422, True)
    assert not case.reimbursements.exists()


def test_a_payment_sent_twice_is_one(desk, case):
    act(desk, "accept", case)
    mark = desk.get(at("payment", case)).context["seen"]
    for _ in range(2):
        assert "est enregistré" in body(pay(desk, case, seen=mark))
    assert case.reimbursements.count() == 1


def test_a_paid_case_is_closed(desk, case):
    act(desk, "accept", case)
    pay(desk, case)
    act(desk, "close", case)
    assert now(case).state == "closed"
    assert "Enregistrer un remboursement" not in body(desk.get(at("change", case)))


def test_a_file_that_is_opened_is_in_the_journal(desk, case, cast):
    foreign = cast.rival.stopped
    assert desk.get(at("file", case, foreign.file.pk)).status_code == 404
    gone = CaseFile.objects.create(
        case=case,
        adherent=case.adherent,
        kind="other",
        stored_name="gone.pdf",
        name="Partie.pdf",
        size=10,
        purged_at=timezone.now(),
    )
    assert desk.get(at("file", case, gone.pk)).status_code == 404
    assert not AuditEvent.objects.filter(action="stoppages.file_read").exists()


def test_a_company_has_its_cases_on_its_page(desk, case):
    page = desk.get(reverse("admin:adherents_adherent_overview", args=[case.adherent_id]))
    assert case.reference in body(page)


def test_a_page_costs_the_same_for_one_person_and_for_two_hundred(desk, cast):
    small, large = sent_case(cast), sent_case(cast, people=200)
    counts = []
    for case in (small, large):
        desk.get(at("change", case))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(at("change", case)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 45


def test_the_vigilance_is_recorded_for_everybody_by_whoever_manages(desk, case):
    add = reverse("admin:stoppages_heatwavevigilance_add")
    typed = {"departement": "13", "day": "2026-07-01", "level": "orange", "source": "Météo-France"}
    assert desk.post(add, typed).status_code == 302
    again = desk.post(add, typed | {"level": "red"}).context["adminform"].form.errors
    assert "déjà un niveau ce jour-là" in str(again)
    assert "departement" in desk.post(add, typed | {"departement": "Var"}).context["adminform"].form.errors
    assert AuditEvent.objects.filter(action="adherents.added", target__contains="vigilance").count() == 1
    row = HeatwaveVigilance.objects.get()
    assert desk.get(reverse("admin:stoppages_heatwavevigilance_delete", args=[row.pk])).status_code == 403


def test_what_was_sent_is_read_as_it_was(desk, cast):
    case = sent_case(cast)
    declaration = sent(
        case, content={"rows": [["Chantier", "Les Tilleuls"]], "people": [["MARTIN Alice", "8"]], "wages": {"1": "20"}}
    )
    page = body(desk.get(reverse("admin:stoppages_stoppagedeclaration_change", args=[declaration.pk])))
    assert "Les Tilleuls" in page
    assert "MARTIN Alice, 8" in page
