"""What the tests of requests of change share: addresses, forms, files."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.recent_password import _KEY
from adherents.models import ChangeRequest
from core.access import Access
from delegations import authority
from tests.core.test_uploads import png
from tests.factories import IBAN, UserFactory

NEW_ADDRESS = "12 rue du Parpaing\n93100 Montreuil"


def certified() -> Any:
    """A person who may ask for a change of bank account."""
    return UserFactory(mobile="+33612345678", mobile_certified_at=timezone.now())


def access_of(member: Membership) -> Access:
    site = member.establishment
    access = authority.resolve(member.user, site.public_id if site else member.adherent.public_id)
    assert access is not None
    return access


def browser_of(member: Membership, *, with_recent_password: bool = True) -> Client:
    client = Client()
    client.force_login(member.user)
    if with_recent_password:
        session = client.session
        session[_KEY] = timezone.now().timestamp()
        session.save()
    return client


def address_of(name: str, member: Membership, *args: str) -> str:
    return reverse(f"adherents:{name}", args=[access_of(member).tiers.ref, *args])


def proof(name: str = "justificatif.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png() if content is None else content)


def seen_on(client: Client, url: str) -> str:
    """The mark that the form carries."""
    return str(client.get(url).context["seen"])


def ask_address(client: Client, member: Membership, **values: Any) -> Any:
    url = address_of("request_address_change", member, member.adherent.head_office.public_id)
    return client.post(url, {"seen": seen_on(client, url), "address": NEW_ADDRESS, "proofs": proof(), **values})


def ask_bank(client: Client, member: Membership, **values: Any) -> Any:
    url = address_of("request_bank_change", member)
    typed = {"seen": seen_on(client, url), "holder": "Durand", "iban": IBAN, "proofs": proof()}
    return client.post(url, {**typed, **values})


def only_change() -> ChangeRequest:
    return ChangeRequest.objects.get()
