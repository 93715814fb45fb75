"""The pages that links of e-mails open: certification, change of address, new password."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.tokens import default_token_generator
from playwright.sync_api import expect

from accounts.person.services import certification
from tests.accounts.walks.my_account import NEW_EMAIL, holder
from tests.e2e.places import Visit
from tests.e2e.steps import expect_title, field, press
from tests.e2e.walking import walk
from tests.factories import UserFactory

NEW_PASSWORD = "Fil-a-plomb-2027"


@walk("certification-links")
def certification_links(visit: Visit) -> Iterator[str]:
    user = holder()
    visit.go(f"/certification/{certification.renewal_token(user)}/")
    yield "link-ready"
    address = visit.page.url
    press(visit.page, "Certifier mon adresse")
    expect_title(visit.page, "Votre adresse est certifiée")
    yield "link-done"
    visit.go(address)
    yield "link-already"
    visit.go("/certification/faux/")
    yield "link-invalid"
    user.refresh_from_db()
    visit.settings.EMAIL_CERTIFICATION_LINK_LIFETIME = timedelta(seconds=-1)
    visit.go(f"/certification/{certification.renewal_token(user)}/")
    yield "link-expired"


@walk("address-links")
def address_links(visit: Visit) -> Iterator[str]:
    """Twice: one whose new address is still free, one for whom somebody else took it meanwhile."""
    user = holder()
    change = certification.ask_change(user=user, email="prise@exemple.fr", ip="192.0.2.1")
    visit.go(f"/nouvelle-adresse/{certification.change_token(change)}/")
    UserFactory(email="prise@exemple.fr")
    press(visit.page, "Confirmer cette adresse")
    expect_title(visit.page, "Cette adresse a déjà un compte")
    yield "change-taken"
    change = certification.ask_change(user=user, email=NEW_EMAIL, ip="192.0.2.1")
    visit.go(f"/nouvelle-adresse/{certification.change_token(change)}/")
    yield "change-ready"
    press(visit.page, "Confirmer cette adresse")
    expect_title(visit.page, "Votre adresse est changée")
    yield "change-done"


@walk("reset")
def reset(visit: Visit) -> Iterator[str]:
    user = holder()
    visit.go("/mot-de-passe-oublie/")
    press(visit.page, "Valider")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    yield "forgotten-password-refused"
    field(visit.page, "Adresse électronique").fill(user.email)
    press(visit.page, "Valider")
    yield "reset-sent"
    link = f"/nouveau-mot-de-passe/{user.public_id}/{default_token_generator.make_token(user)}/"
    visit.go(link)
    expect_title(visit.page, "Choisissez un nouveau mot de passe")
    yield "reset-choose"
    field(visit.page, "Nouveau mot de passe").fill("court")
    press(visit.page, "Valider")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    yield "reset-choose-refused"
    field(visit.page, "Nouveau mot de passe").fill(NEW_PASSWORD)
    field(visit.page, "Confirmez le mot de passe").fill(NEW_PASSWORD)
    press(visit.page, "Valider")
    expect_title(visit.page, "Votre mot de passe est modifié")
    yield "reset-done"
    visit.go(link)
    yield "reset-dead"
