"""Payments of the caisse: typed on a case, or read from its file; each once, and to the cent."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.models import AuditEvent, OutgoingMessage
from core.tables import UnreadableTable
from employees.services.numbers import nir_fields
from stoppages.enums import DeclarationKind, Outcome, ReimbursementKind
from stoppages.exchange import read_payments
from stoppages.models import ReimbursedNature, Reimbursement, StoppageCase
from stoppages.services import deciding, paying, treating
from stoppages.services.paying import Payment
from stoppages.services.refusals import ChangedMeanwhile, NotAnyMore, StoppageRefused
from stoppages.services.settling import settle
from tests.employees.factories import new_nir
from tests.factories import CaisseFactory, StaffFactory
from tests.stoppages.factories import sent, sick_leave_case
from tests.stoppages.kit import worker
from tests.stoppages.staff_kit import WEEK, key_of, sent_case, staff_of

pytestmark = pytest.mark.django_db
COLUMNS = "dossier;nature;virement;verse_le;nir;semaine;montant"


@pytest.fixture
def staff(cast):
    return staff_of(cast)


@pytest.fixture
def case(cast, staff) -> StoppageCase:
    """Accepted, as it was proposed."""
    case = sent_case(cast)
    deciding.accept_as_proposed(case=case, by=staff, version=case.version, shown=Decimal("85.30"))
    return now(case)


def now(case) -> StoppageCase:
    return StoppageCase.objects.get(pk=case.pk)


def payment_of(case, amount="60.00", **fields) -> Payment:
    lines = {key_of(case): Decimal(amount)}
    return replace(Payment(ReimbursementKind.PROVISIONAL, date(2026, 3, 2), "VIR-1", Decimal(amount), lines), **fields)


def pay(case, staff, version=None, **fields):
    return paying.pay(case=case, by=staff, version=version or now(case).version, payment=payment_of(case, **fields))


def test_a_payment_is_recorded_once_whatever_is_sent_again(case, staff, cast):
    version = case.version
    first, is_new = pay(case, staff, version)
    again, is_new_again = pay(case, staff, version)
    assert (first.pk, is_new, is_new_again) == (again.pk, True, False)
    assert (now(case).state, now(case).reimbursed) == ("reimbursed", Decimal("60.00"))
    assert [(line.employee_id, line.week, line.amount) for line in first.lines.all()] == [(*key_of(case), 60)]
    mails = OutgoingMessage.objects.filter(kind="stoppages/reimbursed")
    assert cast.people["alice"].email in [mail.recipient for mail in mails]
    assert "60" not in mails[0].body_text.partition("http")[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"paid_on": date(2026, 3, 3)},
        {"amount": Decimal(61), "lines": {}},
        {"lines": {}},
    ],
)
def test_another_payment_under_the_same_reference_is_refused(case, staff, fields):
    pay(case, staff)
    with pytest.raises(StoppageRefused, match="déjà enregistré"):
        paying.pay(case=case, by=staff, version=now(case).version, payment=replace(payment_of(case), **fields))
    assert Reimbursement.objects.filter(case=case).count() == 1


def test_a_supplement_and_a_final_add_up_and_close_nothing(case, staff):
    for kind, amount in (("provisional", "60.00"), ("supplement", "20.00"), ("final", "5.30")):
        pay(case, staff, kind=ReimbursementKind(kind), amount=Decimal(amount), lines={key_of(case): Decimal(amount)})
    assert (now(case).state, now(case).reimbursed) == ("reimbursed", Decimal("85.30"))
    treating.close_case(case=case, by=staff, version=now(case).version)
    with pytest.raises(NotAnyMore):
        pay(case, staff, reference="VIR-2")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"amount": Decimal(0), "lines": {}}, "plus grand que zéro"),
        ({"amount": Decimal(61)}, "ne font pas le total"),
        ({"lines": {(1, WEEK): Decimal(-1), (2, WEEK): Decimal(61)}}, "négatif"),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused(case, staff, fields, said):
    with pytest.raises(StoppageRefused, match=said):
        paying.pay(case=case, by=staff, version=case.version, payment=replace(payment_of(case), **fields))
    assert not case.reimbursements.exists()


def test_a_case_that_was_not_accepted_is_not_paid(cast, staff):
    case = sent_case(cast)
    with pytest.raises(StoppageRefused, match="pas été accepté"):
        pay(case, staff)
    deciding.refuse(case=case, by=staff, version=case.version, reason="Hors délai")
    with pytest.raises(NotAnyMore):
        pay(case, staff)


def test_a_transfer_made_before_an_amendment_is_recorded(case, staff):
    sent(case)
    pay(case, staff)
    assert (now(case).state, now(case).reimbursed) == ("sent", 60)


def test_what_changed_since_the_page_is_read_again(case, staff):
    with pytest.raises(ChangedMeanwhile):
        pay(case, staff, case.version - 1)


def test_nobody_but_a_manager_of_the_caisse_pays(case, cast):
    for by in (StaffFactory(staff_caisse=CaisseFactory()), staff_of(cast, staff_role="reader"), cast.people["alice"]):
        with pytest.raises(PermissionDenied):
            pay(case, by)


# --- The file of the caisse


def number_of(case) -> str:
    employee = case.stoppedpersons.get().employee
    nir = new_nir()
    type(employee).objects.filter(pk=employee.pk).update(**nir_fields(nir))
    return nir


def read(case, *lines, caisse=None):
    return read_payments(caisse=caisse or case.adherent.caisse, lines=[COLUMNS, *lines])


def test_a_file_is_recorded_once(case):
    nir = number_of(case)
    lines = [
        f"{case.reference.lower()};provisoire;VIR-9;02/03/2026;{nir};15/01/2025;60,00",
        f"{case.reference};provisoire;VIR-9;2026-03-02;{nir};20/01/2025;10",
    ]
    lines[1] = lines[1].replace("2026-03-02", "02/03/2026")
    recorded = read(case, *lines)
    assert (recorded.counts, recorded.refused, recorded.amount) == ({"added": 1}, [], 70)
    row = Reimbursement.objects.get(case=case)
    assert [(line.week, line.amount) for line in row.lines.all()] == [(WEEK, 60), (WEEK + timedelta(days=7), 10)]
    assert read(case, *lines).counts == {"unchanged": 1}
    event = AuditEvent.objects.get(action="stoppages.payments_recorded")
    assert event.changes == {"added": 1, "total": "70.00"}
    assert now(case).caseevents.first().by_caisse


def test_a_total_without_its_lines_is_recorded(case):
    assert read(case, f"{case.reference};definitif;VIR-9;2026-03-02;;;85,30").counts == {"added": 1}
    assert now(case).reimbursed == Decimal("85.30")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{case};provisoire;V;2026-03-02", "n’a pas autant de colonnes"),
        ("I-NOTHING;provisoire;V;2026-03-02;;;1", "aucun arrêt"),
        ("{foreign};provisoire;V;2026-03-02;;;1", "aucun arrêt"),
        ("{sick};provisoire;V;2026-03-02;;;1", "aucun arrêt"),
        ("{case};avance;V;2026-03-02;;;1", "nature"),
        ("{case};provisoire;;2026-03-02;;;1", "virement"),
        ("{case};provisoire;{long};2026-03-02;;;1", "virement"),
        ("{case};provisoire;V;31/02/2026;;;1", "verse_le"),
        ("{case};provisoire;V;{tomorrow};;;1", "verse_le"),
        ("{case};provisoire;V;2026-03-02;;;-1", "montant"),
        ("{case};provisoire;V;2026-03-02;;;beaucoup", "montant"),
        ("{case};provisoire;V;2026-03-02;;;1,234", "montant"),
        ("{case};provisoire;V;2026-03-02;;;0", "plus grand que zéro"),
        ("{case};provisoire;V;2026-03-02;123;2025-01-13;1", "nir"),
        ("{case};provisoire;V;2026-03-02;{nir};;1", "semaine"),
        ("{case};provisoire;V;2026-03-02;{stranger};2025-01-13;1", "aucun salarié"),
        ("{refused};provisoire;V;2026-03-02;;;1", "n’est plus possible"),
        ("{waiting};provisoire;V;2026-03-02;;;1", "pas été accepté"),
        ("{case};provisoire;V;2026-03-02;;;1\n{case};provisoire;V;2026-03-03;;;1", "qu’une date"),
        ("{case};provisoire;V;2026-03-02;;;1\n{case};provisoire;V;2026-03-02;;;1", "elle est seule"),
        (
            "{case};provisoire;V;2026-03-02;{nir};2025-01-13;1\n{case};provisoire;V;2026-03-02;{nir};2025-01-14;1",
            "déjà une ligne",
        ),
    ],
)
def test_a_payment_that_cannot_be_read_is_told_and_the_others_are_recorded(cast, case, staff, line, said):
    refused = sent_case(cast)
    deciding.refuse(case=refused, by=staff, version=refused.version, reason="Hors délai")
    sick = sick_leave_case(worker(cast), reference="T-SICK")
    sent(sick, DeclarationKind.SICK_LEAVE)
    known = {
        "case": case.reference,
        "refused": refused.reference,
        "waiting": sent_case(cast).reference,
        "sick": sick.reference,
        "foreign": cast.rival.stopped.reimbursed.reference,
        "nir": number_of(case),
        "stranger": new_nir(order=999),
        "long": "V" * 41,
        "tomorrow": f"{timezone.localdate() + timedelta(days=1)}",
    }
    recorded = read(case, *line.format(**known).split("\n"), f"{case.reference};complement;V2;2026-03-02;;;12")
    [(number, reason)] = recorded.refused
    assert said in reason
    assert (number in {2, 3}, recorded.counts, recorded.amount) == (True, {"added": 1}, 12)
    assert known["nir"] not in reason
    assert now(case).reimbursed == 12


def test_a_file_without_its_columns_is_not_read(case):
    with pytest.raises(UnreadableTable, match="montant"):
        read_payments(caisse=case.adherent.caisse, lines=["dossier;nature", "a;b"])


def test_the_command_tells_the_total_and_fails_when_lines_are_left_out(case, tmp_path):
    path, caisse, out, wrong = tmp_path / "payes.csv", case.adherent.caisse.slug, StringIO(), StringIO()
    path.write_text(f"{COLUMNS}\n{case.reference};provisoire;V;2026-03-02;;;1 234,50\n")
    call_command("record_stoppage_payments", path, caisse=caisse, stdout=out)
    assert "1 ajoutées" in out.getvalue()
    assert "1\N{NO-BREAK SPACE}234,50" in out.getvalue().replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")
    path.write_text(f"{COLUMNS}\nI-NOTHING;provisoire;V;2026-03-02;;;1\n")
    with pytest.raises(CommandError, match="1 lignes"):
        call_command("record_stoppage_payments", path, caisse=caisse, stdout=out, stderr=wrong)
    assert "ligne 2 : aucun arrêt" in wrong.getvalue()


def test_a_sick_leave_is_paid_where_it_was_decided(cast, staff):
    """Its line is that of its salarié, on the week of its first day."""
    case = sick_leave_case(worker(cast))
    sent(case, DeclarationKind.SICK_LEAVE)
    ReimbursedNature.objects.create(
        caisse=case.adherent.caisse, reason="illness", starts_on=date(2026, 1, 1), source="Conseil"
    )
    settle(case)
    key = (case.sick_leave.employee_id, date(2026, 2, 2))
    deciding.decide_by_line(
        case=case, by=staff, version=case.version, outcome=Outcome.ACCEPTED, amounts={key: Decimal(300)}
    )
    payment = Payment(ReimbursementKind.FINAL, date(2026, 3, 2), "VIR-S", Decimal(300), {key: Decimal(300)})
    assert paying.record_payment(case=case, payment=payment)
    assert now(case).reimbursed == 300
