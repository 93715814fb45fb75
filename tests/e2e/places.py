"""Every page a person can be on, and how to get there: for the tests that look at all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from core.rights import Right
from tests.e2e.steps import (
    EMAIL,
    ask_for_code,
    code_in,
    fill_contact,
    link_in,
    press,
    reach_contact,
    reach_sent,
    sign_in,
    type_code,
    type_letters,
)
from tests.factories import (
    AdherentFactory,
    CaisseFactory,
    DelegationFactory,
    EstablishmentFactory,
    FirmMemberFactory,
    MembershipFactory,
    OpeningFactory,
    UserFactory,
)

Reach = Callable[["Visit"], None]
PLACES: dict[str, Reach] = {}
LEGAL = ("mentions-legales", "donnees-personnelles", "conditions-generales", "accessibilite", "plan-du-site")
SECTIONS = ("informations-legales", "salaries", "arrets", "documents", "contact")
SIGNED_IN = (
    "home",
    "home-two-tiers",
    "choose-tiers",
    "account",
    "account-empty",
    "attach",
    "attach-refused",
    *SECTIONS,
    "colleagues",
    "colleagues-alone",
    "journal",
)


@dataclass
class Visit:
    """One browser page, and what is needed to lead it somewhere."""

    page: Page
    site: Any
    settings: Any
    enter: Callable[..., None]

    def go(self, address: str) -> None:
        self.page.goto(address)

    def opening(self) -> Any:
        return OpeningFactory(adherent__name="Durand Maçonnerie")

    def signed_in(self, *, companies: int = 1) -> Any:
        """Someone who holds companies of the same caisse, on its home page; returns the first membership."""
        caisse = CaisseFactory(name="CIBTP Île-de-France")
        user = UserFactory(mobile="+33612345678")
        names = ("Durand Maçonnerie", "Entreprise générale de couverture et d’étanchéité de la vallée de Chevreuse")
        members = [
            MembershipFactory(user=user, adherent=AdherentFactory(caisse=caisse, name=name))
            for name in names[:companies]
        ]
        self.enter(self.page, user)
        if members:
            self.go(f"/espace/{members[0].adherent.public_id}/")
        return members[0] if members else None


def place(name: str) -> Callable[[Reach], Reach]:
    def register(reach: Reach) -> Reach:
        PLACES[name] = reach
        return reach

    return register


@place("network")
def network(visit: Visit) -> None:
    CaisseFactory(name="CIBTP Île-de-France", territory="Paris et petite couronne")
    CaisseFactory(name="CIBTP Grand Ouest", theme="ardoise")
    visit.go("/")


for _theme in ("bleu", "ardoise", "brique", "foret"):

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


@place("sign-in")
def sign_in_page(visit: Visit) -> None:
    visit.go(f"/connexion/?caisse={CaisseFactory().slug}")


@place("sign-in-refused")
def sign_in_refused(visit: Visit) -> None:
    visit.go("/connexion/")
    sign_in(visit.page, EMAIL)
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("forgotten-password")
def forgotten_password(visit: Visit) -> None:
    visit.go(f"/mot-de-passe-oublie/?caisse={CaisseFactory().slug}")


@place("step-1")
def step_1(visit: Visit) -> None:
    visit.go("/ouverture/identification/")


@place("step-1-refused")
def step_1_refused(visit: Visit) -> None:
    visit.go("/ouverture/identification/")
    type_letters(visit.page, visit.opening(), **{"Code confidentiel provisoire": "ZZZZZ-ZZZZZ"})
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("step-1-empty")
def step_1_empty(visit: Visit) -> None:
    visit.go("/ouverture/identification/")
    press(visit.page, "Valider")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("step-2")
def step_2(visit: Visit) -> None:
    reach_contact(visit.page, visit.opening())


@place("step-2-refused")
def step_2_refused(visit: Visit) -> None:
    reach_contact(visit.page, visit.opening())
    wrong = {"Confirmez l’adresse": "clair@exemple.fr", "Téléphone fixe": "12", "Téléphone mobile": "+881 612 345 678"}
    fill_contact(visit.page, password="court", **wrong)
    visit.page.get_by_role("checkbox").uncheck()
    press(visit.page, "Valider")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("step-2-code-refused")
def step_2_code_refused(visit: Visit) -> None:
    reach_contact(visit.page, visit.opening())
    ask_for_code(visit.page)
    type_code(visit.page, "0")
    expect(visit.page.get_by_text("Ce code n’est pas le bon")).to_be_visible()


@place("step-2-certified")
def step_2_certified(visit: Visit) -> None:
    reach_contact(visit.page, visit.opening())
    ask_for_code(visit.page)
    type_code(visit.page, code_in(visit.site.last_message().text))
    expect(visit.page.get_by_text("Numéro certifié")).to_be_visible()
    fill_contact(visit.page)


@place("sent")
def sent(visit: Visit) -> None:
    reach_sent(visit.page, visit.opening())


@place("sent-again")
def sent_again(visit: Visit) -> None:
    reach_sent(visit.page, visit.opening())
    press(visit.page, "Envoyer de nouveau")
    expect(visit.page.get_by_text("vient d’être envoyé")).to_be_visible()
    press(visit.page, "Corriger l’adresse")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("activation-ready")
def activation_ready(visit: Visit) -> None:
    reach_sent(visit.page, visit.opening())
    visit.go(link_in(visit.site.last_message().text))


@place("activation-done")
def activation_done(visit: Visit) -> None:
    activation_ready(visit)
    press(visit.page, "Activer mon espace sécurisé")
    expect(visit.page.get_by_text("C’est fait")).to_be_visible()


@place("activation-already")
def activation_already(visit: Visit) -> None:
    activation_ready(visit)
    address = visit.page.url
    press(visit.page, "Activer mon espace sécurisé")
    expect(visit.page.get_by_text("C’est fait")).to_be_visible()
    visit.go(address)


@place("activation-taken")
def activation_taken(visit: Visit) -> None:
    activation_ready(visit)
    UserFactory(email=EMAIL)
    press(visit.page, "Activer mon espace sécurisé")
    expect(visit.page.get_by_role("heading", name="Cette adresse a déjà un compte")).to_be_visible()


@place("activation-expired")
def activation_expired(visit: Visit) -> None:
    reach_sent(visit.page, visit.opening())
    visit.settings.ACTIVATION_LINK_LIFETIME *= -1
    visit.go(link_in(visit.site.last_message().text))


@place("activation-invalid")
def activation_invalid(visit: Visit) -> None:
    visit.go("/activation/nimporte-quoi/")


@place("home")
def home(visit: Visit) -> None:
    visit.signed_in()


@place("home-two-tiers")
def home_two_tiers(visit: Visit) -> None:
    visit.signed_in(companies=2)
    visit.go(visit.page.url)


@place("choose-tiers")
def choose_tiers(visit: Visit) -> None:
    first = visit.signed_in(companies=2)
    EstablishmentFactory(adherent=first.adherent, name="Dépôt de Palaiseau")
    firm = FirmMemberFactory(user=first.user, firm__name="Cabinet Lemoine et associés").firm
    for rank in range(24):
        DelegationFactory(adherent=AdherentFactory(name=f"Charpente Martin {rank}"), firm=firm)
    visit.go("/espace/changer-de-tiers/")


@place("account")
def account(visit: Visit) -> None:
    visit.signed_in(companies=2)
    visit.go("/compte/")


@place("account-empty")
def account_empty(visit: Visit) -> None:
    visit.signed_in(companies=0)
    visit.go("/compte/")


@place("attach")
def attach(visit: Visit) -> None:
    visit.signed_in()
    visit.go("/compte/rattacher/")


@place("attach-refused")
def attach_refused(visit: Visit) -> None:
    attach(visit)
    type_letters(visit.page, visit.opening(), **{"Code confidentiel provisoire": "ZZZZZ-ZZZZZ"})
    expect(visit.page.get_by_role("alert")).to_be_visible()


for _section in SECTIONS:

    @place(_section)
    def section(visit: Visit, path: str = _section) -> None:
        visit.signed_in()
        visit.go(f"{visit.page.url}{path}/")


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
