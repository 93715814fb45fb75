"""The file of the caisse's information system: what is recorded, what is refused, and twice the same file."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from adherents.enums import PeriodState
from adherents.exchange import reading as exchange
from adherents.models import DeclarativePeriod
from core.models import AuditEvent
from tests.factories import AdherentFactory, EstablishmentFactory

pytestmark = pytest.mark.django_db
HEADER = (
    "identifiant;siret;mois;etat;message;exigible_le;base_conges;base_intemperies;"
    "cotisation_conges;cotisation_intemperies;cotisation_prevention;regle"
)


@pytest.fixture
def adherent():
    return AdherentFactory(cibtp_id="70123A")


def line(**values) -> str:
    row = {
        "identifiant": "70123A",
        "siret": "",
        "mois": "2026-01",
        "etat": "declaree",
        "message": "",
        "exigible_le": "",
        "base_conges": "10000",
        "base_intemperies": "9 000,50",
        "cotisation_conges": "2010,00",
        "cotisation_intemperies": "61.2",
        "cotisation_prevention": "11",
        "regle": "0",
    }
    return ";".join({**row, **values}.values())


def read(adherent, *lines):
    return exchange.read_periods(caisse=adherent.caisse, lines=[HEADER, *lines])


def test_a_line_becomes_a_period(adherent):
    assert read(adherent, line(identifiant="701 23-a")).counts == {"added": 1, "changed": 0, "unchanged": 0}
    period = DeclarativePeriod.objects.get()
    assert (period.adherent, period.month, period.due_on) == (adherent, date(2026, 1, 1), date(2026, 3, 15))
    assert (period.weather_base, period.owed) == (Decimal("9000.50"), Decimal("2082.20"))


def test_the_same_file_twice_changes_nothing(adherent):
    lines = [line(mois=f"2025-{rank:02d}") for rank in range(1, 13)]
    read(adherent, *lines)
    before = list(DeclarativePeriod.objects.order_by("pk").values())
    assert read(adherent, *lines).counts == {"added": 0, "changed": 0, "unchanged": 12}
    assert list(DeclarativePeriod.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.filter(action="adherents.periods_recorded").count() == 1


def test_a_payment_changes_its_month_only(adherent):
    read(adherent, line(), line(mois="2026-02"))
    counts = read(adherent, line(regle="2082,20"), line(mois="2026-02")).counts
    assert counts == {"added": 0, "changed": 1, "unchanged": 1}
    assert [period.balance for period in DeclarativePeriod.objects.order_by("month")] == [0, Decimal("2082.20")]


def test_the_last_line_of_a_month_counts_and_a_site_is_not_the_company(adherent):
    site = EstablishmentFactory(adherent=adherent)
    missing = {"base_conges": "0", "base_intemperies": "0", "cotisation_conges": ""}
    missing |= {"cotisation_intemperies": "", "cotisation_prevention": "", "etat": "MANQUANTE"}
    read(adherent, line(), line(regle="5"), line(siret=site.siret, **missing))
    company = DeclarativePeriod.objects.get(establishment=None)
    own = DeclarativePeriod.objects.exclude(pk=company.pk).get()
    assert company.paid == 5
    assert (own.establishment, own.state) == (site, PeriodState.MISSING)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"identifiant": "INCONNU"}, "identifiant"),
        ({"identifiant": ""}, "identifiant"),
        ({"siret": "12345678901234"}, "SIRET"),
        ({"mois": "2026-13"}, "mois"),
        ({"mois": "janvier"}, "mois"),
        ({"etat": "peut-être"}, "etat"),
        ({"etat": "anomalie"}, "message"),
        ({"etat": "manquante"}, "montants"),
        ({"exigible_le": "15/03/2026"}, "exigible_le"),
        ({"exigible_le": "2025-12-31"}, "précède le mois"),
        ({"base_conges": "-1"}, "base_conges"),
        ({"base_conges": "1e30"}, "base_conges"),
        ({"regle": "NaN"}, "regle"),
        ({"cotisation_conges": "1,005"}, "cotisation_conges"),
        ({"message": "x" * 301}, "300"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_others_are_recorded(adherent, values, reason):
    report = read(adherent, line(**values), line(mois="2026-02"))
    assert report.counts["added"] == 1
    ((number, told),) = report.refused
    assert number == 2
    assert reason in told
    assert DeclarativePeriod.objects.get().month == date(2026, 2, 1)


def test_the_company_of_another_caisse_is_unknown(adherent):
    stranger = AdherentFactory(cibtp_id="70999Z")
    report = read(adherent, line(identifiant=stranger.cibtp_id))
    assert report.refused
    assert not DeclarativePeriod.objects.exists()


def test_a_credit_is_a_negative_contribution(adherent):
    read(adherent, line(cotisation_conges="-300,10", regle="-10"))
    assert DeclarativePeriod.objects.get().leave_contribution == Decimal("-300.10")


def test_the_command_reads_a_file_and_says_what_it_left_out(adherent, tmp_path):
    path = tmp_path / "periodes.csv"
    path.write_text("\ufeff" + "\n".join([HEADER, line()]), encoding="utf-8")
    shown = StringIO()
    call_command("record_periods", path, caisse=adherent.caisse.slug, stdout=shown)
    assert "1 ajoutées" in shown.getvalue()
    path.write_text("\n".join([HEADER, line(mois="2026-02"), line(etat="?")]), encoding="utf-8")
    told = StringIO()
    with pytest.raises(CommandError, match="1 lignes"):
        call_command("record_periods", path, caisse=adherent.caisse.slug, stdout=StringIO(), stderr=told)
    assert "ligne 3" in told.getvalue()
    assert DeclarativePeriod.objects.count() == 2


@pytest.mark.parametrize("content", [b"a;b\n1;2", b"\xff\xfe\x00", b""])
def test_the_command_refuses_what_is_not_such_a_file(adherent, tmp_path, content):
    path = tmp_path / "periodes.csv"
    path.write_bytes(content)
    for caisse in (adherent.caisse.slug, "inconnue"):
        with pytest.raises(CommandError):
            call_command("record_periods", path, caisse=caisse)
