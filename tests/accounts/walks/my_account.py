"""Mon compte, page by page and state by state."""

from collections.abc import Iterator
from datetime import timedelta

from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from accounts.emails import MOBILE_CODE
from accounts.enums import StopSource, Topic
from accounts.models import MessageChoice, User
from accounts.services import stops
from core import tracking
from core.models import OutgoingMessage
from core.outbox import FileSmsGateway
from tests.e2e.places import Visit
from tests.e2e.steps import ask_for_code, code_in, expect_title, field, press, sign_in, type_code
from tests.e2e.walking import walk
from tests.factories import PASSWORD, AdherentFactory, CaisseFactory, MembershipFactory
from tests.staff import device_of, shown_by

NEW_EMAIL = "alice.martin@exemple.fr"
PHONE_AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1"
ADDRESSES = {
    "overview": "/compte/",
    "change-email": "/compte/adresse/",
    "phones": "/compte/telephones/",
    "messages": "/compte/messages/",
    "security": "/compte/securite/",
    "change-password": "/compte/securite/mot-de-passe/",
    "confirm-password": "/compte/securite/confirmer/?next=/compte/",
    "enrol": "/compte/securite/second-facteur/",
    "data": "/compte/mes-donnees/",
    "close": "/compte/fermer/",
}


def holder(**fields: object) -> User:
    caisse = CaisseFactory(name="CIBTP Île-de-France")
    company = AdherentFactory(caisse=caisse, name="Durand Maçonnerie")
    user: User = MembershipFactory(user__email="alice@exemple.fr", adherent=company).user
    User.objects.filter(pk=user.pk).update(**fields)
    return user


def enter(visit: Visit, user: User) -> None:
    """By the form: the password has just been given, which pages of security ask for."""
    visit.go("/connexion/")
    sign_in(visit.page, user.email)
    visit.page.wait_for_url(lambda address: not address.endswith("/connexion/"))


def from_a_phone(user: User) -> None:
    telephone = Client(headers={"user-agent": PHONE_AGENT})
    telephone.post("/connexion/", {"email": user.email, "password": PASSWORD})


def to(visit: Visit, name: str) -> str:
    visit.go(ADDRESSES[name])
    return f"account-{name}"


def invalid(visit: Visit, name: str, button: str) -> str:
    """The same page, sent empty or wrong."""
    press(visit.page, button)
    expect(visit.page.get_by_role("alert")).to_be_visible()
    return f"account-{name}-refused"


@walk("account", is_signed_in=True)
def every_page(visit: Visit) -> Iterator[str]:
    """Someone for whom everything is to be mended: each notice at once, two companies, two sessions."""
    past = timezone.now() - timedelta(days=3)
    user = holder(
        landline="+33123456789",
        mobile="+33612345678",
        mobile_certified_at=past - timedelta(days=400),
        email_certified_at=timezone.now() - timedelta(days=170),
        email_failing_since=past,
    )
    MessageChoice.objects.create(user=user, topic=Topic.DEADLINES)
    from_a_phone(user)
    enter(visit, user)
    for name in ADDRESSES:
        yield to(visit, name)
    visit.go(f"/compte/rattachements/{user.memberships.get().adherent.public_id}/quitter/")
    yield "account-leave"
    visit.go(f"{ADDRESSES['overview']}#aide-de-la-page")
    yield "account-help"


@walk("account-sms", is_signed_in=True)
def where_sms_go(visit: Visit) -> Iterator[str]:
    """A certified mobile, then a STOP answered from it, then a code that the provider refuses for that reason."""
    now, number = timezone.now(), "+33612345678"
    user = holder(mobile=number, mobile_certified_at=now)
    enter(visit, user)
    yield f"{to(visit, 'messages')}-by-sms"
    yield f"{to(visit, 'phones')}-certified"
    stops.stop(number=number, source=StopSource.REPLY)
    yield f"{to(visit, 'messages')}-stopped"
    User.objects.filter(pk=user.pk).update(mobile_certified_at=now - timedelta(days=800))
    yield f"{to(visit, 'messages')}-stopped-expired"
    to(visit, "phones")
    press(visit.page, "Certifier de nouveau")
    expect(field(visit.page, "Code reçu par SMS")).to_be_visible()
    code = OutgoingMessage.objects.filter(kind=MOBILE_CODE)
    code.update(status="failed", sealed=None, failure=tracking.STOPPED, failed_at=now)
    name = to(visit, "phones")
    expect(visit.page.get_by_text("l’opérateur a refusé ce code")).to_be_visible()
    yield f"{name}-refused-by-stop"


@walk("demonstration-sms")
def demonstration_sms(visit: Visit) -> Iterator[str]:
    FileSmsGateway().send(to="+33612345678", text="Votre caisse : fermeture exceptionnelle demain.")
    visit.go("/messages-de-demonstration/")
    visit.page.get_by_role("link", name="Votre caisse").click()
    yield "demonstration-sms"


@walk("account-refused", is_signed_in=True)
def every_error(visit: Visit) -> Iterator[str]:
    enter(visit, holder())
    to(visit, "change-email")
    yield invalid(visit, "change-email", "Recevoir le lien")
    to(visit, "phones")
    field(visit.page, "Téléphone fixe").fill("12")
    yield invalid(visit, "phones", "Enregistrer")
    to(visit, "change-password")
    field(visit.page, "Nouveau mot de passe").fill("court")
    yield invalid(visit, "change-password", "Valider")
    to(visit, "confirm-password")
    yield invalid(visit, "confirm-password", "Continuer")
    to(visit, "close")
    yield invalid(visit, "close", "Fermer mon compte")


@walk("account-changes", is_signed_in=True)
def every_state(visit: Visit) -> Iterator[str]:
    user = holder()
    enter(visit, user)
    to(visit, "change-email")
    field(visit.page, "Nouvelle adresse électronique").fill(NEW_EMAIL)
    field(visit.page, "Mot de passe actuel").fill(PASSWORD)
    press(visit.page, "Recevoir le lien")
    expect_title(visit.page, "Mon compte")
    yield "account-email-under-way"
    to(visit, "phones")
    ask_for_code(visit.page)
    yield "account-mobile-code"
    type_code(visit.page, code_in(visit.site.last_sms()))
    expect(visit.page.get_by_text("Numéro certifié")).to_be_visible()
    yield "account-mobile-certified"
    to(visit, "messages")
    press(visit.page, "Enregistrer")
    yield "account-messages-saved"
    to(visit, "enrol")
    press(visit.page, "Commencer")
    expect(visit.page.get_by_role("img", name="QR code")).to_be_visible()
    yield "account-qr"
    yield invalid(visit, "qr", "Activer")
    field(visit.page, "Code à six chiffres").fill(shown_by(TOTPDevice.objects.get(user=user)))
    press(visit.page, "Activer")
    expect_title(visit.page, "Vos codes de secours")
    yield "account-recovery-codes"
    yield f"{to(visit, 'security')}-on"
    yield f"{to(visit, 'data')}-full"


@walk("second-factor", is_signed_in=True)
def second_factor(visit: Visit) -> Iterator[str]:
    user = holder()
    device_of(user)
    enter(visit, user)
    expect_title(visit.page, "Votre code de connexion")
    yield "account-second-factor"
    press(visit.page, "Valider")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    yield "account-second-factor-refused"
    visit.page.get_by_role("main").get_by_role("link", name="Utiliser un code de secours").click()
    yield "account-recovery-code"


@walk("certification-over", is_signed_in=True)
def certification_is_over(visit: Visit) -> Iterator[str]:
    """One page only, or a change of address."""
    user = holder(email_certified_at=timezone.now() - timedelta(days=181))
    enter(visit, user)
    expect_title(visit.page, "Votre adresse électronique est à certifier")
    yield "certification-due"
    press(visit.page, "Recevoir le lien")
    expect(visit.page.get_by_role("main")).to_contain_text("Un lien vient d’être envoyé")
    yield "certification-due-sent"
    yield f"{to(visit, 'change-email')}-alone"
    yield f"{invalid(visit, 'change-email-alone', 'Recevoir le lien')}"
    User.objects.filter(pk=user.pk).update(email_failing_since=timezone.now())
    visit.go("/compte/")
    yield "certification-due-failing"


@walk("account-closed")
def account_is_closed(visit: Visit) -> Iterator[str]:
    enter(visit, holder())
    to(visit, "close")
    visit.page.get_by_role("checkbox").check()
    field(visit.page, "Mot de passe actuel").fill(PASSWORD)
    press(visit.page, "Fermer mon compte")
    expect_title(visit.page, "Votre compte est fermé")
    yield "account-closed"
