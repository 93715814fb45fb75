"""The pages of the portal itself: public pages, home, errors, components."""

from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import MembershipRole
from core.models import TileChoice
from core.rights import Right
from core.tile_order import choose
from core.tiles import count_use
from delegations.authority import resolve
from tests.accounts.places.opening import step_2_certified
from tests.e2e.places import Visit, place
from tests.e2e.steps import EMAIL, press, sign_in, type_letters
from tests.factories import AdherentFactory, CaisseFactory, DelegationFactory, EstablishmentFactory, FirmMemberFactory

LEGAL = ("mentions-legales", "donnees-personnelles", "conditions-generales", "accessibilite", "plan-du-site")


@place("network")
def network(visit: Visit) -> None:
    CaisseFactory(name="CIBTP Île-de-France", territory="Paris et petite couronne")
    CaisseFactory(name="CIBTP Grand Ouest", theme="ardoise")
    visit.go("/")


for _theme in ("bleu", "ardoise", "petrole", "prune"):

    @place(f"caisse-{_theme}")
    def caisse(visit: Visit, theme: str = _theme) -> None:
        visit.go(f"/caisses/{CaisseFactory(theme=theme, name='CIBTP Île-de-France').slug}/")


for _page in LEGAL:

    @place(_page)
    def legal(visit: Visit, page: str = _page) -> None:
        visit.go(f"/caisses/{CaisseFactory().slug}/{page}/")

    @place(f"network-{_page}")
    def network_legal(visit: Visit, page: str = _page) -> None:
        CaisseFactory.create_batch(2)
        visit.go(f"/reseau/{page}/")


@place("home", is_signed_in=True)
def home(visit: Visit) -> None:
    visit.signed_in()


@place("forbidden")
def forbidden(visit: Visit) -> None:
    member = visit.signed_in()
    member.role, member.rights = MembershipRole.COLLEAGUE, [Right.LEGAL_CONSULT]
    member.save()
    visit.go(f"{visit.page.url}salaries/")
    expect(visit.page.get_by_text("Erreur 403")).to_be_visible()


@place("home-help", is_signed_in=True)
def home_help(visit: Visit) -> None:
    visit.signed_in()
    visit.page.get_by_role("navigation", name="Barre fonctionnelle").get_by_role("link", name="Aide de la page").click()
    expect(visit.page.get_by_role("complementary", name="Aide de la page")).to_be_visible()


@place("home-two-tiers", is_signed_in=True)
def home_two_tiers(visit: Visit) -> None:
    visit.signed_in(companies=2)
    visit.go(visit.page.url)


@place("choose-tiers", is_signed_in=True)
def choose_tiers(visit: Visit) -> None:
    first = visit.signed_in(companies=2)
    EstablishmentFactory(adherent=first.adherent, name="Dépôt de Palaiseau")
    firm = FirmMemberFactory(user=first.user, firm__name="Cabinet Lemoine et associés").firm
    for rank in range(24):
        DelegationFactory(adherent=AdherentFactory(name=f"Charpente Martin {rank}"), firm=firm)
    visit.go("/espace/changer-de-tiers/")


@place("error-404")
def error_404(visit: Visit) -> None:
    visit.go("/nulle-part/")


@place("error-403")
def error_403(visit: Visit) -> None:
    member = FirmMemberFactory()
    delegation = DelegationFactory(firm=member.firm, rights=[Right.DOCUMENTS_CONSULT])
    visit.enter(visit.page, member.user)
    visit.go(f"/espace/{delegation.adherent.public_id}/salaries/")


@place("error-429")
def error_429(visit: Visit) -> None:
    visit.settings.THROTTLES = {**visit.settings.THROTTLES, "opening_ip": (0, 3600)}
    visit.go("/ouverture/identification/")
    type_letters(visit.page, visit.opening())
    expect(visit.page.get_by_text("Erreur 429")).to_be_visible()


@place("forged-form")
def forged_form(visit: Visit) -> None:
    visit.go("/connexion/")
    visit.page.context.clear_cookies()
    sign_in(visit.page, EMAIL)
    expect(visit.page.get_by_text("Ce formulaire a expiré")).to_be_visible()


@place("components")
def components(visit: Visit) -> None:
    visit.go("/composants/")


@place("demonstration-messages")
def demonstration_messages(visit: Visit) -> None:
    step_2_certified(visit)
    press(visit.page, "Valider")
    visit.site.last_message()
    visit.go("/messages-de-demonstration/")


@place("demonstration-message")
def demonstration_message(visit: Visit) -> None:
    demonstration_messages(visit)
    visit.page.get_by_role("main").get_by_role("link", name="Activez").click()


@place("admin-sign-in")
def admin_sign_in(visit: Visit) -> None:
    visit.go("/admin/login/")


@place("tiles", is_signed_in=True)
def arranged_tiles(visit: Visit) -> None:
    """One pinned, one hidden, the others as they are used."""
    member = visit.signed_in()
    access = resolve(member.user, member.adherent.public_id)
    assert access is not None
    count_use(access, "employees")
    choose(access=access, key="stoppages", choice=TileChoice.PINNED)
    choose(access=access, key="company", choice=TileChoice.HIDDEN)
    visit.go(reverse("arrange_tiles", args=[member.adherent.public_id]))
