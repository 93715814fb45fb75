"""What leaves as a file: payments, a campaign, a month for the payroll; for whom, and what is never in it."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from python_calamine import load_workbook

from core.models import AuditEvent
from core.rights import Right
from stoppages.exports import campaign, payments, payroll
from stoppages.queries.estimating import estimate_of
from stoppages.values import WantedPayments
from tests.printed import page_texts
from tests.stoppages.factories import lose, sent, sick_leave_case, weather_case
from tests.stoppages.followup_kit import (
    ALL,
    WITHOUT_MOTIVES,
    WITHOUT_WAGES,
    address,
    admit,
    browser_with,
    decide,
    pay,
    text_of,
)
from tests.stoppages.kit import access_of, site_of, worker

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 1, 26)


def named(cast, last_name, **fields):
    person = worker(cast, **fields)
    person.last_name, person.first_name = last_name, "Karim"
    person.save()
    return person


@pytest.fixture
def paid(cast):
    """Three days over two months, at twenty euros; admitted and paid."""
    case = weather_case(
        site_of(cast, name="=HYPERLINK(1)"), starts="2026-01-29 08:00", resumes="2026-02-03 08:00", reference="I-PAID"
    )
    person = named(cast, "Benali")
    lose(case, person, {"2026-01-29": "8", "2026-01-30": "8", "2026-02-02": "8"})
    decision = decide(sent(case), amount="85.30")
    admit(decision, person, MONDAY, "15", "55.30")
    pay(case, "85.30", reference="VIR 7", lines=[(person, MONDAY, "55.30"), (person, date(2026, 2, 2), "30")])
    case.refresh_from_db()
    return case


def rows_of(answer):
    assert answer.status_code == 200, answer.content.decode()[:3000]
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def export(cast, name, browser=None, **query):
    return (browser or cast.browser("alice")).get(address(cast, name, **{"format": "csv", **query}))


# --- Payments


def test_a_line_a_payment_for_a_case(cast, paid):
    rows = rows_of(export(cast, "export_reimbursements", annee="2026"))
    assert tuple(rows[0]) == payments.COLUMNS
    (mine,) = [row for row in rows if row["Dossier"] == "I-PAID"]
    assert mine["Montant (€)"] == "85,30"
    assert mine["Arrêt"] == "Gel, =HYPERLINK(1)"
    total = sum(Decimal(row["Montant (€)"].replace(",", ".")) for row in rows)
    assert total == Decimal("170.60")
    event = AuditEvent.objects.get(action="stoppages.reimbursements_exported")
    assert event.changes["count"] == 2


def test_a_line_a_salarie_and_a_week_for_whoever_may_read_wages(cast, paid):
    rows = rows_of(export(cast, "export_reimbursements", par="salarie", q="I-PAID"))
    told = [(row["Nom"], row["Semaine du"], row["Montant (€)"]) for row in rows]
    assert told == [("Benali", "26/01/2026", "55,30"), ("Benali", "02/02/2026", "30,00")]
    foreman = rows_of(export(cast, "export_reimbursements", browser_with(cast, WITHOUT_WAGES), par="salarie"))
    assert tuple(foreman[0]) == payments.COLUMNS
    assert list(payments.person_rows(access_without(cast, Right.WAGES_CONSULT), WantedPayments())) == []


def access_without(cast, right):
    access = access_of(cast)
    return type(access)(user=access.user, tiers=access.tiers, rights=access.rights - {right}, via=access.via)


def test_a_text_that_a_spreadsheet_would_compute_is_a_text(cast, paid):
    paid.weather.worksite.name = "x"
    pay(paid, "1", reference="=1+1", kind="final")
    rows = rows_of(export(cast, "export_reimbursements", q="I-PAID"))
    assert {row["Virement"] for row in rows} == {"VIR 7", "'=1+1"}
    book = b"".join(export(cast, "export_reimbursements", format="xlsx", q="I-PAID"))
    table = load_workbook(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert table[0] == list(payments.COLUMNS)
    assert "=1+1" in {row[1] for row in table}


def test_payments_are_printed_with_their_total(cast, paid):
    pay(paid, "14.70", reference="VIR 8", kind="supplement")
    answer = export(cast, "export_reimbursements", format="pdf", q="I-PAID")
    text = " ".join(" ".join(page_texts(b"".join(answer))).split())
    for said in ("VIR 7", "VIR 8", "I-PAID", "100,00 €", "recherche « I-PAID »"):
        assert said in text.replace("\N{NO-BREAK SPACE}", " "), said


def test_nothing_to_print_is_said(cast):
    page = export(cast, "export_reimbursements", format="pdf", q="personne")
    assert page.status_code == 422
    assert "Aucun remboursement à imprimer" in text_of(page)


# --- A campaign


def test_a_campaign_has_a_line_a_case(cast, paid):
    rows = rows_of(export(cast, "campaign_export", campagne="2025"))
    assert tuple(rows[0]) == (*campaign.COLUMNS, campaign.COLUMN_OF_ESTIMATE)
    (mine,) = [row for row in rows if row["Dossier"] == "I-PAID"]
    figures = [mine[name] for name in ("Heures perdues", "Heures admises", "Admis (€)", "Versé (€)")]
    assert figures == ["24,00", "15,00", "55,30", "85,30"]
    columns = tuple(rows_of(export(cast, "campaign_export", browser_with(cast, WITHOUT_WAGES), campagne="2025"))[0])
    assert columns == campaign.COLUMNS


def test_a_case_that_was_abandoned_is_of_no_campaign(cast, paid):
    draft = weather_case(site_of(cast), reference="I-DROPPED")
    cast.browser("alice").post(address(cast, "drop", draft.public_id), {"confirm": "1", "version": str(draft.version)})
    assert "I-DROPPED" not in {row["Dossier"] for row in rows_of(export(cast, "campaign_export", campagne="2025"))}


# --- Payroll


def test_a_month_for_the_payroll(cast, paid):
    january, february = (
        {row["Nom"]: row for row in rows_of(export(cast, "payroll_export", mois=month))}["Benali"]
        for month in ("2026-01-01", "2026-02-01")
    )
    assert tuple(january) == payroll.COLUMNS
    told = [january[name] for name in payroll.COLUMNS[2:-1]]
    assert told == ["01/2026", "16,00", "0,00", "1,00", "15,00", "2", "225,00"]
    assert [february[name] for name in payroll.COLUMNS[2:-1]][1:] == ["8,00", "0,00", "0,00", "8,00", "1", "120,00"]
    whole = Decimal(january["Indemnité à payer (€)"].replace(",", ".")) + Decimal("120.00")
    assert estimate_of(paid).indemnity == whole


def test_the_payroll_needs_the_right_to_read_wages(cast, paid):
    assert export(cast, "payroll_export", browser_with(cast, WITHOUT_WAGES), mois="2026-01-01").status_code == 403
    no_section = browser_with(cast, ALL - {Right.STOPPAGES_CONSULT, Right.STOPPAGES_ACT})
    assert export(cast, "payroll_export", no_section, mois="2026-01-01").status_code == 403
    assert "pour la paie" not in text_of(browser_with(cast, WITHOUT_WAGES).get(address(cast, "choose_export")))
    assert "pour la paie" in text_of(browser_with(cast, ALL).get(address(cast, "choose_export")))


def test_a_month_without_its_ceiling_says_so(cast):
    case = weather_case(site_of(cast), starts="2023-01-10 08:00", resumes="2023-01-11 08:00")
    lose(case, named(cast, "Nowak"), {"2023-01-10": "8"})
    sent(case)
    (row,) = rows_of(export(cast, "payroll_export", mois="2023-01-01"))
    assert (row["Indemnité à payer (€)"], row["Remarque"]) == ("", payroll.UNKNOWN)


@pytest.mark.parametrize(
    ("name", "query"),
    [("campaign_export", {"campagne": "1990"}), ("payroll_export", {"mois": "janvier"}), ("campaign_export", {})],
)
def test_what_is_not_offered_is_not_exported(cast, paid, name, query):
    page = export(cast, name, **query)
    assert page.status_code == 422
    assert "Choisissez dans la liste" in text_of(page)


# --- Motives, and who takes files


@pytest.mark.parametrize(("name", "query"), [("export_reimbursements", {}), ("campaign_export", {"campagne": "2025"})])
def test_no_file_says_the_sick_leave_of_somebody_to_whoever_may_not_read_motives(cast, paid, name, query):
    secret = sick_leave_case(named(cast, "Zola"), reference="T-SECRET")
    pay(secret, "333.33", reference="VIR SECRET")
    seen = export(cast, name, browser_with(cast, ALL), **query).content.decode()
    unseen = export(cast, name, browser_with(cast, WITHOUT_MOTIVES), **query).content.decode()
    for word in ("T-SECRET", "333,33", "Zola", "ZOLA", "Arrêt de travail"):
        assert word not in unseen
    assert "T-SECRET" in seen


# --- Certificate


def certificate(cast, person, browser=None, **query):
    return (browser or cast.browser("alice")).get(address(cast, "certificate", person.public_id, **query))


def printed(answer):
    text = " ".join(" ".join(page_texts(b"".join(answer))).split())
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_certificate_says_hours_and_periods_and_no_wage(cast, paid):
    person = paid.stoppedpersons.get().employee
    text = printed(certificate(cast, person, annee="2026"))
    for said in (
        "BENALI Karim",
        "23 heures, 3 jours",
        "29/01/2026 30/01/2026",
        "02/02/2026 02/02/2026",
        "Gel",
        "D. 5424-31",
    ):
        assert said in text, said
    assert "€" not in text
    assert AuditEvent.objects.filter(action="stoppages.certificate_made").count() == 1


def test_the_certificate_says_no_sick_leave(cast, paid):
    person = paid.stoppedpersons.get().employee
    sick_leave_case(person, reference="T-SECRET")
    text = printed(certificate(cast, person, browser_with(cast, WITHOUT_MOTIVES), annee="2026"))
    assert "T-SECRET" not in text
    assert "travail" not in text.replace("code du travail", "")


@pytest.mark.parametrize("year", ["", "20", "deux", "٢٠٢٦", "9999"])
def test_a_year_that_is_none_is_this_one(cast, paid, year):
    text = printed(certificate(cast, paid.stoppedpersons.get().employee, annee=year))
    assert "année" in text


def test_the_certificate_of_somebody_else_is_a_random_reference(cast):
    assert certificate(cast, cast.rival.people.employee).status_code == 404


# --- The pages of the people


def test_the_page_of_somebody_offers_the_certificate(cast, paid):
    person = paid.stoppedpersons.get().employee
    page = cast.browser("alice").get(reverse("employees:employee", args=[cast.acme.ref, person.public_id]))
    assert "Gel, =HYPERLINK(1)" in text_of(page)
    assert "attestations" in text_of(page)
    sick_leave_case(person, reference="T-SECRET", reason="maternity")
    page = text_of(
        browser_with(cast, WITHOUT_MOTIVES).get(reverse("employees:employee", args=[cast.acme.ref, person.public_id]))
    )
    assert "Arrêt de travail" not in page


@pytest.mark.parametrize(
    ("reason", "last_day", "is_warned"),
    [
        ("dismissal", "30/01/2026", True),
        ("economic_dismissal", "30/01/2026", True),
        ("resignation", "30/01/2026", False),
        ("dismissal", "10/02/2026", False),
    ],
)
def test_a_dismissal_during_a_stoppage_is_warned(cast, paid, reason, last_day, is_warned):
    contract = paid.stoppedpersons.get().employment
    where = reverse("employees:declare_departure", args=[cast.acme.ref, contract.public_id])
    typed = {"action": "review", "last_day": last_day, "departure_reason": reason}
    page = text_of(cast.browser("alice").post(where, typed))
    assert "Vérifier avant l’envoi" in page
    assert ("D. 5424-22" in page) is is_warned
    assert "Attestation 2026" in page
