"""The register of worksites, a weather stoppage up to its provisional declaration: pages that every look takes in."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from stoppages.models import DeclarationDelay, HeatwaveVigilance, StoppageCase, Worksite
from stoppages.services.settling import settle
from stoppages.weather.services import send_provisional
from tests.absences.places.entry import access_of
from tests.e2e.places import Visit, place
from tests.e2e.steps import press
from tests.employees.factories import CrewFactory
from tests.stoppages.factories import WorksiteFactory, weather_case

LONG = "Réhabilitation de l’ancienne filature de la vallée de Chevreuse, tranche 2"


def at(member: Any, name: str, *args: str, **query: str) -> str:
    return reverse(f"stoppages:{name}", args=[member.adherent.public_id, *args], query=query)


def site_of(member: Any, **fields: Any) -> Worksite:
    return WorksiteFactory(adherent=member.adherent, **{"name": LONG, "commune": "Saint-Rémy-lès-Chevreuse", **fields})


def stopped(visit: Visit, *, cause: str = "frost", days: int = 1) -> tuple[Any, StoppageCase]:
    """A draft of so many days ago."""
    member = visit.signed_in()
    case = weather_case(site_of(member, is_public_works=True, owner="Département des Yvelines"), cause=cause)
    case.weather.starts_at = timezone.now() - timedelta(days=days)
    case.weather.save()
    settle(case)
    return member, case


@place("worksites-none")
def worksites_none(visit: Visit) -> None:
    visit.go(at(visit.signed_in(), "worksites"))


@place("worksites")
def worksites(visit: Visit) -> None:
    member = visit.signed_in()
    weather_case(site_of(member))
    for rank in range(4):
        site_of(member, name=f"Les Tilleuls {rank}", is_public_works=bool(rank % 2))
    site_of(member, name="Le Port", postal_code="97400", departement="974", commune="Saint-Denis")
    visit.go(at(member, "worksites"))


@place("worksites-choosing")
def worksites_choosing(visit: Visit) -> None:
    member = visit.signed_in()
    site_of(member)
    visit.go(at(member, "worksites", retour=at(member, "start_weather", cause="snow")))


@place("worksite-add-refused")
def worksite_add_refused(visit: Visit) -> None:
    visit.go(at(visit.signed_in(), "add_worksite"))
    press(visit.page, "Ajouter le chantier")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("worksite-change")
def worksite_change(visit: Visit) -> None:
    member = visit.signed_in()
    visit.go(at(member, "change_worksite", site_of(member, postal_code="97400", departement="974").public_id))


@place("stoppage-nature")
def nature(visit: Visit) -> None:
    visit.go(at(visit.signed_in(), "start"))


@place("weather-start")
def weather_start(visit: Visit) -> None:
    member, case = stopped(visit)
    StoppageCase.objects.filter(pk=case.pk).update(created_by=member.user)
    CrewFactory(adherent=member.adherent, establishment=case.establishment, name="Gros œuvre")
    visit.go(at(member, "start_weather"))


@place("weather-start-refused")
def weather_start_refused(visit: Visit) -> None:
    visit.go(at(visit.signed_in(), "start_weather", reprise="hier"))
    press(visit.page, "Continuer")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("weather-change")
def weather_change(visit: Visit) -> None:
    member, case = stopped(visit)
    visit.go(at(member, "change_weather", case.public_id))


@place("weather-provisional")
def weather_provisional(visit: Visit) -> None:
    """A canicule, out of season or not, of an unknown level, late, met by another stoppage: all that may be said is."""
    member, case = stopped(visit, cause="heatwave", days=9)
    HeatwaveVigilance.objects.create(
        departement="13", day=timezone.localdate() - timedelta(days=8), level="yellow", source="Essai"
    )
    weather_case(case.weather.worksite, starts=f"{timezone.localdate() - timedelta(days=9)} 08:00")
    visit.go(at(member, "provisional", case.public_id))


@place("weather-provisional-in-time")
def weather_provisional_in_time(visit: Visit) -> None:
    member, case = stopped(visit)
    visit.go(at(member, "provisional", case.public_id))


@place("weather-sent")
def weather_sent(visit: Visit) -> None:
    member, case = stopped(visit, days=3)
    send_provisional(access=access_of(member), case=case, version=case.version)
    visit.go(at(member, "provisional", case.public_id))


@place("weather-sent-late-and-resumed")
def weather_sent_late(visit: Visit) -> None:
    member, case = stopped(visit, days=12)
    case.weather.resumes_at = timezone.now() - timedelta(days=10)
    case.weather.save()
    DeclarationDelay.objects.update(provisional_hours=24)
    send_provisional(access=access_of(member), case=case, version=case.version)
    visit.go(at(member, "provisional", case.public_id))
