"""The dated figures in the back office: the network writes its own, a caisse its practice, and all in the journal."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from adherents.models import WeatherCampaign
from core.models import AuditEvent
from stoppages import models
from stoppages.models import CaissePractice, HeatwaveShare
from tests.factories import CaisseFactory, StaffFactory
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

OF_THE_NETWORK = ("StoppageRule", "DeclarationDelay", "HourlyCeiling", "HeatwaveShare", "HeatwaveSeason")
PRACTICE = {
    "starts_on": "2026-01-01",
    "ends_on": "",
    "carence": "per_week",
    "tolerance": "month_end",
    "tolerance_days": "30",
    "source": "Conseil d’administration",
}
ADD_PRACTICE = reverse("admin:stoppages_caissepractice_add")


@pytest.fixture
def caisse():
    return CaisseFactory()


@pytest.fixture
def desk(caisse):
    return staff_client(StaffFactory(staff_caisse=caisse))


@pytest.fixture
def network():
    return staff_client(StaffFactory(staff_caisse=None, staff_role="", is_superuser=True))


def page(row, action="change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{action}", args=[row.pk])


def errors_of(response) -> dict:
    return response.context["adminform"].form.errors


@pytest.mark.parametrize("name", OF_THE_NETWORK)
def test_the_figures_are_read_by_a_caisse_and_written_by_the_network(desk, network, name):
    model = getattr(models, name)
    row, add = model.objects.first(), reverse(f"admin:stoppages_{name.lower()}_add")
    assert desk.get(reverse(f"admin:stoppages_{name.lower()}_changelist")).status_code == 200
    assert desk.get(page(row)).status_code == 200
    assert (desk.post(page(row)).status_code, desk.get(add).status_code) == (403, 403)
    assert (network.get(page(row)).status_code, network.get(add).status_code) == (200, 200)
    assert network.post(page(row, "delete"), {"post": "yes"}).status_code == 403


def test_the_network_publishes_a_figure_and_the_journal_says_it(network):
    add = reverse("admin:stoppages_heatwaveshare_add")
    typed = {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "share": "65", "source": "Arrêté de 2027"}
    assert network.post(add, typed).status_code == 302
    assert HeatwaveShare.objects.get(starts_on=date(2026, 1, 1)).share == 65
    event = AuditEvent.objects.get(action="adherents.added")
    assert (event.caisse_id, "65" in event.target) == (None, True)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"starts_on": "2025-06-01"}, "__all__"),
        ({"ends_on": "2025-01-01"}, "ends_on"),
        ({"share": "101"}, "share"),
        ({"share": "-1"}, "share"),
        ({"share": "la moitié"}, "share"),
        ({"source": ""}, "source"),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused_in_words(network, typed, field):
    add = reverse("admin:stoppages_heatwaveshare_add")
    right = {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "share": "65", "source": "Arrêté"}
    assert list(errors_of(network.post(add, {**right, **typed}))) == [field]
    assert HeatwaveShare.objects.count() == 2


def test_a_change_of_a_campaign_is_in_the_journal(network):
    campaign = WeatherCampaign.objects.get(starts_on=date(2025, 4, 1))
    typed = {
        "starts_on": "2025-04-01",
        "ends_on": "2026-03-31",
        "structural_rate": "0.68",
        "finishing_rate": "0.13",
        "allowance": "95044",
        "source": "Arrêté",
    }
    assert network.post(page(campaign), typed).status_code == 302
    campaign.refresh_from_db()
    assert campaign.allowance == Decimal(95_044)
    assert "allowance" in AuditEvent.objects.get(action="adherents.changed").changes


def test_a_caisse_says_how_it_counts_and_only_for_itself(desk, caisse):
    for other in ("", CaisseFactory().pk):
        assert "caisse" in errors_of(desk.post(ADD_PRACTICE, {**PRACTICE, "caisse": other}))
    made = desk.post(ADD_PRACTICE, {**PRACTICE, "caisse": caisse.pk})
    assert made.status_code == 302, errors_of(made)
    row = CaissePractice.objects.get(caisse=caisse)
    assert AuditEvent.objects.get(action="adherents.added").caisse_id == caisse.pk
    changed = desk.post(page(row), {**PRACTICE, "caisse": caisse.pk, "carence": "law"})
    assert changed.status_code == 302, errors_of(changed)
    row.refresh_from_db()
    assert (row.carence, row.tolerance_days) == ("law", 30)
    assert desk.post(page(row, "delete"), {"post": "yes"}).status_code == 403


def test_a_caisse_cannot_make_its_practice_that_of_everybody(desk, caisse):
    row = CaissePractice.objects.create(caisse=caisse, starts_on=date(2026, 1, 1), source="Conseil")
    assert "caisse" in errors_of(desk.post(page(row), {**PRACTICE, "caisse": ""}))
    row.refresh_from_db()
    assert row.caisse_id == caisse.pk


def test_two_practices_of_a_caisse_never_hold_on_one_day(desk, caisse):
    desk.post(ADD_PRACTICE, {**PRACTICE, "caisse": caisse.pk})
    refused = errors_of(desk.post(ADD_PRACTICE, {**PRACTICE, "caisse": caisse.pk, "starts_on": "2026-06-01"}))
    assert "déjà pendant une partie de ces jours" in refused["__all__"][0]
    refused = errors_of(desk.post(ADD_PRACTICE, {**PRACTICE, "caisse": caisse.pk, "tolerance_days": "0"}))
    assert any("Donnez le nombre de jours" in error for error in refused["__all__"])


def test_the_practice_of_the_network_is_read_by_a_caisse_and_not_written(desk, network):
    row = CaissePractice.objects.get(caisse=None)
    assert desk.get(page(row)).status_code == 200
    assert desk.post(page(row), PRACTICE).status_code == 403
    assert network.get(page(row)).status_code == 200


def test_the_practices_of_other_caisses_are_not_seen(desk, network):
    foreign = CaissePractice.objects.create(caisse=CaisseFactory(), starts_on=date(2026, 1, 1), source="Ailleurs")
    assert desk.get(page(foreign)).status_code == 404
    listed = reverse("admin:stoppages_caissepractice_changelist")
    assert not desk.get(listed).context["cl"].queryset.filter(pk=foreign.pk).exists()
    assert network.get(listed).context["cl"].queryset.filter(pk=foreign.pk).exists()
