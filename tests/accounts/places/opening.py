"""The opening of an account, from the letters to the activation."""

from playwright.sync_api import expect

from tests.e2e.places import Visit, place
from tests.e2e.steps import (
    EMAIL,
    ask_for_code,
    code_in,
    fill_contact,
    link_in,
    press,
    reach_contact,
    reach_sent,
    type_code,
    type_letters,
)
from tests.factories import UserFactory


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
    press(visit.page, "Activer mon Espace sécurisé")
    expect(visit.page.get_by_text("C’est fait")).to_be_visible()


@place("activation-already")
def activation_already(visit: Visit) -> None:
    activation_ready(visit)
    address = visit.page.url
    press(visit.page, "Activer mon Espace sécurisé")
    expect(visit.page.get_by_text("C’est fait")).to_be_visible()
    visit.go(address)


@place("activation-taken")
def activation_taken(visit: Visit) -> None:
    activation_ready(visit)
    UserFactory(email=EMAIL)
    press(visit.page, "Activer mon Espace sécurisé")
    expect(visit.page.get_by_role("heading", name="Cette adresse a déjà un compte")).to_be_visible()


@place("activation-expired")
def activation_expired(visit: Visit) -> None:
    reach_sent(visit.page, visit.opening())
    visit.settings.ACTIVATION_LINK_LIFETIME *= -1
    visit.go(link_in(visit.site.last_message().text))


@place("activation-invalid")
def activation_invalid(visit: Visit) -> None:
    visit.go("/activation/nimporte-quoi/")
