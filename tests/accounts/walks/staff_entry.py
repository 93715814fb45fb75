"""The door of the back office: password, then second factor."""

from collections.abc import Iterator

from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from accounts.models import User
from tests.e2e.places import Visit
from tests.e2e.walking import walk
from tests.factories import PASSWORD, CaisseFactory, StaffFactory
from tests.staff import device_of, shown_by


def member_of_staff(**fields: object) -> User:
    user: User = StaffFactory(
        email="sami@caisse.example",
        first_name="Sami",
        last_name="Belkacem",
        staff_caisse=CaisseFactory(name="CIBTP Île-de-France"),
        **fields,
    )
    return user


def give_password(visit: Visit, user: User, password: str = PASSWORD) -> None:
    main = visit.page.get_by_role("main")
    main.get_by_label("Adresse électronique").fill(user.email)
    main.get_by_label("Mot de passe").fill(password)
    main.get_by_role("button", name="Connexion").click()


def send_code(visit: Visit, button: str, code: str) -> None:
    main = visit.page.get_by_role("main")
    main.get_by_label("Code de l’application").fill(code)
    main.get_by_role("button", name=button).click()


@walk("staff-entry")
def first_time(visit: Visit) -> Iterator[str]:
    user = member_of_staff()
    visit.go("/admin/")
    give_password(visit, user, "Faux-Faux-1")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    yield "staff-sign-in-refused"
    give_password(visit, user)
    yield "staff-enrol"
    visit.page.get_by_role("button", name="Commencer").click()
    yield "staff-enrol-qr"
    send_code(visit, "Activer", "12")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    yield "staff-enrol-refused"
    send_code(visit, "Activer", shown_by(TOTPDevice.objects.get(user=user)))
    yield "staff-recovery-codes"
    visit.page.get_by_role("link", name="J’ai noté mes codes").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Gestion")
    visit.page.get_by_role("button", name="Déconnexion").click()
    yield "staff-signed-out"


@walk("staff-code")
def next_times(visit: Visit) -> Iterator[str]:
    user = member_of_staff()
    device_of(user)
    visit.go("/admin/")
    give_password(visit, user)
    yield "staff-code"
    send_code(visit, "Valider", "12")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    yield "staff-code-refused"
