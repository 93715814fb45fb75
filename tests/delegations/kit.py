"""What the tests of delegations share: a browser whose password is recent, the form, the link of a mail."""

import re
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.references import new_public_id
from delegations.enums import DelegationState
from delegations.models import Delegation
from tests.cast import Cast, person
from tests.days import in_days
from tests.factories import PASSWORD, new_siren, siret_of
from tests.jobs import run_jobs

INVITED = "cabinet.dupont@exemple.fr"
NEWCOMER = {
    "first_name": "Paule",
    "last_name": "Dupont",
    "password": PASSWORD,
    "password_confirmation": PASSWORD,
    "accept_terms": "on",
}


def recent(browser: Client) -> Client:
    """As if the password had just been given."""
    session = browser.session
    session["password_at"] = timezone.now().timestamp()
    session.save()
    return browser


def holder(cast: Cast) -> Client:
    return recent(cast.browser("alice"))


def as_user(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def newcomer(email: str = INVITED) -> User:
    return person(f"Nouveau{new_public_id()[:4]}", email=email)


def form(**changes: Any) -> dict[str, Any]:
    """What the company types; the firm is unknown unless `siret` says."""
    values = {
        "siret": siret_of(new_siren()),
        "email": INVITED,
        "rights": ["absences.act"],
        "scope": "all",
        "starts_on": timezone.localdate().isoformat(),
        "ends_on": "",
    }
    return {**values, **changes}


def give(cast: Cast, **changes: Any) -> tuple[Delegation, str]:
    """Give a delegation through the page; the row, and the address of its invitation."""
    mail.outbox.clear()
    answer = holder(cast).post(reverse("delegations:give", args=[cast.acme.ref]), form(**changes))
    assert answer.status_code == 302, answer.content.decode()
    given: Delegation = Delegation.objects.latest("pk")
    assert given.state == DelegationState.PENDING
    return given, link()


def link(kind: str = "delegation") -> str:
    """The address in the last mail that holds one."""
    run_jobs()
    found = [match for sent in mail.outbox if (match := re.search(rf"(/{kind}/[\w-]+/)", str(sent.body)))]
    assert found
    return found[-1].group(1)


def page(cast: Cast, name: str, delegation: Delegation) -> str:
    return reverse(f"delegations:{name}", args=[cast.acme.ref, delegation.public_id])


def day(number: int) -> str:
    """That many days from today, as the browser sends it."""
    return in_days(number).isoformat()


def at(cast: Cast, name: str, *args: str) -> str:
    """A page of Chloé's cabinet."""
    return reverse(f"firm:{name}", args=[cast.firm.public_id, *args])
