"""The help of the portal, and a tutorial that is offered, then played."""

from playwright.sync_api import expect

from accounts.models import User
from tests.e2e.places import Visit, place


@place("help-index", is_signed_in=True)
def index(visit: Visit) -> None:
    visit.signed_in()
    visit.go("/aide/")


@place("help-page", is_signed_in=True)
def page(visit: Visit) -> None:
    visit.signed_in()
    visit.go("/aide/absences-planning/")


@place("help-searched", is_signed_in=True)
def searched(visit: Visit) -> None:
    visit.signed_in()
    visit.go("/aide/?q=jours+fériés")


@place("tutorial-offered", is_signed_in=True)
def offered(visit: Visit) -> None:
    member = visit.signed_in()
    User.objects.filter(pk=member.user_id).update(offers_tutorials=True)
    visit.go(f"/espace/{member.adherent.public_id}/informations-legales/")
    expect(visit.page.get_by_role("region", name="Tutoriel proposé")).to_be_visible()
