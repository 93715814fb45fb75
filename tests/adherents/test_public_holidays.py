"""Public holidays: the law's, of each territory and no other; those that a caisse adds; what a site keeps."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from adherents.models import Establishment, PublicHoliday
from adherents.territories import territory_at, territory_of
from core.models import AuditEvent
from tests.factories import AdherentFactory, CaisseFactory, EstablishmentFactory, StaffFactory
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
ALL_FRANCE = {
    2025: ["01-01", "04-21", "05-01", "05-08", "05-29", "06-09", "07-14", "08-15", "11-01", "11-11", "12-25"],
    2026: ["01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"],
    2027: ["01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11", "12-25"],
}
CUSTOM = {"name": "Mi-carême", "days_after_easter": -24, "starts_on": date(2026, 1, 1), "source": "Accord de branche"}


def kept_at(site: Establishment, year: int) -> list[str]:
    holidays = PublicHoliday.objects.for_company(site.adherent_id)
    days = {holiday.in_year(year) for holiday in holidays if holiday.is_kept_at(site)}
    return sorted(f"{day:%m-%d}" for day in days if day)


def site_at(postal_code: str, **facts) -> Establishment:
    return EstablishmentFactory(address=f"1 rue du Port\n{postal_code} Ville", **facts)


@pytest.mark.parametrize("year", ALL_FRANCE)
@pytest.mark.parametrize(
    ("postal_code", "more"),
    [
        *[("75001", []), ("20000", []), ("97500", []), ("98800", [])],
        *[("57000", ["12-26"]), ("67000", ["12-26"]), ("68100", ["12-26"])],
        *[("97600", ["04-27"]), ("97200", ["05-22"]), ("97110", ["05-27"]), ("97150", ["05-27"])],
        *[("97300", ["06-10"]), ("97133", ["10-09"]), ("97400", ["12-20"])],
    ],
)
def test_the_law_of_each_territory_and_no_day_of_custom(postal_code, more, year):
    assert kept_at(site_at(postal_code), year) == sorted([*ALL_FRANCE[year], *more])


@pytest.mark.parametrize("postal_code", ["57000", "67000", "68100"])
def test_good_friday_is_kept_where_the_site_says_so(postal_code):
    site = site_at(postal_code, keeps_good_friday=True)
    assert set(kept_at(site, 2026)) - set(ALL_FRANCE[2026]) == {"04-03", "12-26"}


def test_good_friday_is_nowhere_but_in_alsace_moselle():
    assert kept_at(site_at("97200", keeps_good_friday=True), 2026) == sorted([*ALL_FRANCE[2026], "05-22"])


def test_every_day_of_the_law_names_its_article():
    articles = {holiday.source.rpartition(" ")[2] for holiday in PublicHoliday.objects.all()}
    assert articles == {"L3133-1", "L3134-13", "L3422-2"}


def test_a_caisse_adds_a_day_to_its_own_companies():
    caisse = CaisseFactory()
    PublicHoliday.objects.create(caisse=caisse, territory="guadeloupe", **CUSTOM)
    ours, elsewhere = AdherentFactory(caisse=caisse), AdherentFactory(caisse=CaisseFactory())
    usual = sorted([*ALL_FRANCE[2026], "05-27"])
    assert kept_at(site_at("97110", adherent=ours), 2026) == sorted([*usual, "03-12"])
    assert kept_at(site_at("97110", adherent=elsewhere), 2026) == usual
    assert kept_at(site_at("75001", adherent=ours), 2026) == ALL_FRANCE[2026]


def test_a_day_is_kept_while_it_is_in_force():
    holiday = PublicHoliday(**CUSTOM, ends_on=date(2027, 12, 31))
    assert [holiday.in_year(year) for year in (2025, 2026, 2027, 2028)] == [
        None,
        date(2026, 3, 12),
        date(2027, 3, 4),
        None,
    ]


def test_29_february_is_a_day_of_some_years():
    holiday = PublicHoliday(name="Fête", month=2, day=29, starts_on=date(2020, 1, 1))
    assert (holiday.in_year(2026), holiday.in_year(2028)) == (None, date(2028, 2, 29))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"month": 4, "day": 31, "days_after_easter": None}, "Ce mois n’a pas ce jour"),
        ({"month": 4, "day": 3}, "Donnez un mois et un jour, ou bien un nombre de jours après Pâques"),
        ({"month": 13, "day": 1, "days_after_easter": None}, "Donnez un mois et un jour"),
        ({"month": 4, "days_after_easter": None}, "Donnez un mois et un jour"),
        ({"days_after_easter": None}, "Donnez un mois et un jour"),
        ({"days_after_easter": 300}, "de −80 à 250"),
        ({"ends_on": date(2025, 1, 1)}, "La fin vient avant le début"),
    ],
)
def test_what_is_no_day_is_refused_in_words(values, said):
    with pytest.raises(ValidationError, match=said):
        PublicHoliday(**{**CUSTOM, **values}).full_clean()


@pytest.mark.parametrize(
    ("address", "territory"),
    [
        ("1 rue du Port\n67 000 Strasbourg", "alsace_moselle"),
        ("67000 Strasbourg\n75001 Paris", ""),
        ("Strasbourg", ""),
        ("", ""),
    ],
)
def test_the_territory_is_that_of_the_last_line(address, territory):
    assert territory_of(address) == territory


@pytest.mark.parametrize(("code", "territory"), [("97700", "saint_barthelemy"), ("97800", "saint_martin"), ("97", "")])
def test_the_codes_of_the_islands(code, territory):
    assert territory_at(code) == territory


@pytest.fixture
def sami():
    return StaffFactory(staff_caisse=CaisseFactory())


def typed(**values) -> dict:
    return {**CUSTOM, "starts_on": "2026-01-01", **values}


def test_a_caisse_adds_its_own_day_and_none_of_the_law(sami):
    desk, url = staff_client(sami), reverse("admin:adherents_publicholiday_add")
    other = CaisseFactory()
    for caisse in ("", other.pk):
        refused = desk.post(url, typed(caisse=caisse))
        assert "caisse" in refused.context["adminform"].form.errors
    made = desk.post(url, typed(caisse=sami.staff_caisse_id))
    assert made.status_code == 302, made.context["adminform"].form.errors
    assert PublicHoliday.objects.get(name="Mi-carême").caisse_id == sami.staff_caisse_id
    assert AuditEvent.objects.get(action="adherents.added").caisse_id == sami.staff_caisse_id


def test_the_days_of_the_law_are_read_by_a_caisse_and_written_by_the_network(sami):
    desk = staff_client(sami)
    network = staff_client(StaffFactory(staff_caisse=None, staff_role="", is_superuser=True))
    url = reverse("admin:adherents_publicholiday_change", args=[PublicHoliday.objects.get(name="Noël").pk])
    assert "Assomption" in desk.get(reverse("admin:adherents_publicholiday_changelist")).content.decode()
    assert desk.get(url).status_code == 200
    assert desk.post(url, typed(name="Autre")).status_code == 403
    written = network.post(url, typed(name="Noël", month=12, day=25, days_after_easter="", caisse=""))
    assert written.status_code == 302, written.context["adminform"].form.errors


def test_only_an_alsatian_site_may_keep_good_friday(sami):
    desk, company = staff_client(sami), AdherentFactory(caisse=sami.staff_caisse)
    for postal_code, is_right in (("75001", False), ("67000", True)):
        site = site_at(postal_code, adherent=company)
        url = reverse("admin:adherents_establishment_change", args=[site.pk])
        values = {"siret": site.siret, "name": site.name, "address": site.address, "keeps_good_friday": "on"}
        response = desk.post(url, values)
        site.refresh_from_db()
        assert (response.status_code == 302, site.keeps_good_friday) == (is_right, is_right)
        if not is_right:
            said = response.context["adminform"].form.errors["keeps_good_friday"]
            assert "qu’en Alsace et en Moselle" in said[0]
