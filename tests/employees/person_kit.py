"""What the tests of the page of somebody share: who acts, browsers, addresses."""

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.enums import MembershipRole
from accounts.models import Membership
from adherents.models import Adherent, Establishment
from core.models import AuditEvent, OutgoingMessage
from core.rights import Right
from employees.models import EmployeeEvent, Movement
from tests.factories import EstablishmentFactory, MembershipFactory

ACTS = (Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT)


def colleague(adherent: Adherent, *rights: Right, site: Establishment | None = None) -> Membership:
    """Somebody of the company, or of one of its sites, with these rights only."""
    member: Membership = MembershipFactory(
        adherent=adherent, establishment=site, role=MembershipRole.COLLEAGUE, rights=[right.value for right in rights]
    )
    return member


def site_of(adherent: Adherent, name: str = "Dépôt de Palaiseau") -> Establishment:
    site: Establishment = EstablishmentFactory(adherent=adherent, name=name)
    return site


def browser_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def address_of(name: str, member: Membership, *args: str) -> str:
    ref = member.establishment.public_id if member.establishment else member.adherent.public_id
    return reverse(f"employees:{name}", args=[ref, *args])


def text_of(response: Any) -> str:
    """The page as it is read: ordinary spaces."""
    return str(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def said_to(response: Any) -> str:
    """The messages of the page that a redirection leads to."""
    return " ".join(str(message) for message in response.context["messages"])


def holder() -> tuple[Membership, Client]:
    """The holder of a company, and their browser."""
    member: Membership = MembershipFactory()
    return member, browser_of(member)


def everything_written() -> str:
    """What the history, the journal and the messages hold."""
    rows = [*EmployeeEvent.objects.values(), *AuditEvent.objects.values(), *OutgoingMessage.objects.values()]
    return str(rows) + str(list(Movement.objects.values("sent", "asked", "message")))


def typed_on(browser: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What the form sends as it stands, but for what is changed."""
    response = browser.get(address)
    assert response.status_code == 200
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    shown = {name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value for name, value in values.items()}
    kept = {name: value for name, value in shown.items() if value is not None}
    return {**kept, "seen": response.context["seen"], **changes}


def send(browser: Client, address: str, **changes: Any) -> Any:
    return browser.post(address, typed_on(browser, address, **changes), follow=True)
