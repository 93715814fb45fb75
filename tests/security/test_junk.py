"""Whatever is sent to whatever address by whoever: an answer, never an error of ours (5xx).

Drawn at random; `JUNK_REQUESTS=20000` draws for longer.
"""

import os
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from delegations.models import FirmMember
from tests.cast import Browser, Cast
from tests.delegations.kit import recent
from tests.security import routes
from tests.security.junk import Fields, Junk, fields_of, junk, names_read_by_views
from tests.security.test_safe_methods import addresses, admin_addresses

PEOPLE = ("anonymous", "alice", "bruno", "chloe", "denis", "mallory", "zoe", "sami", "rose")
STAFF = {"sami", "rose"}
REQUESTS = int(os.environ.get("JUNK_REQUESTS", "400"))


@pytest.fixture(autouse=True)
def _without_brakes(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a hash, and how often one may try, are not the subject here."""
    monkeypatch.setattr("accounts.hashers.PortalArgon2Hasher.memory_cost", 8)
    settings.THROTTLES = {name: (10**6, window) for name, (_, window) in settings.THROTTLES.items()}


class Doors:
    """Every address of the portal, each person's browser, and what the forms of each page hold."""

    def __init__(self, cast: Cast) -> None:
        firm = routes.PERSON.keys() & {name for name in routes.PERSON if name.startswith("firm:")}
        own = [address for name, address in addresses(cast) if name not in firm]
        own += [reverse(name, args=[cast.firm.public_id, *routes.PERSON[name].args(cast)[1:]]) for name in sorted(firm)]
        staff = [address for _, address in admin_addresses(cast)]
        staff += [reverse(f"admin:{name.removeprefix('admin:')}") for name in sorted(routes.ADMIN_ENTRY)]
        self.addresses, self.staff_addresses = sorted({*own, *staff}), set(staff)
        self.names = names_read_by_views()
        FirmMember.objects.filter(user=cast.chloe).update(is_administrator=True)
        self._browsers = {name: cast.browser(name) for name in PEOPLE}
        for name in set(PEOPLE) - {"anonymous"}:
            recent(self._browsers[name])
        self._fields: dict[tuple[str, str], Fields] = {}

    def fields(self, person: str, address: str) -> Fields:
        key = (person, address)
        if key not in self._fields:
            self._fields[key] = fields_of(_text(self.browser(person).get(address, follow=True)))
        return self._fields[key]

    def browser(self, person: str) -> Client:
        """A copy: what a request does to the cookies is undone with what it does to the database."""
        copy = Browser()
        copy.cookies = SimpleCookie(self._browsers[person].cookies.output(header="", sep=";"))
        return copy

    def people_of(self, address: str) -> list[str]:
        """Whoever it opens for, three times out of four, and everybody."""
        own = "sami" if address in self.staff_addresses else "chloe" if address.startswith("/cabinet/") else "alice"
        return [*[own] * 3 * len(PEOPLE), *PEOPLE]


def _text(response: HttpResponse) -> str:
    is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
    return response.content.decode(errors="replace") if is_page else ""


def sent(browser: Client, address: str, request: Junk) -> HttpResponse:
    undone = transaction.atomic()
    # As that of a test: what must be durable may begin inside.
    undone._from_testcase = True
    with undone:
        headers = {name: value.encode().decode("latin-1") for name, value in request.headers.items()}
        response: HttpResponse = browser.generic(
            request.method,
            f"{address}?{request.query}" if request.query else address,
            request.body,
            content_type=request.content_type.encode().decode("latin-1"),
            headers=headers,
        )
        transaction.set_rollback(True)
    return response


def test_nothing_that_is_sent_breaks_the_portal(cast: Cast) -> None:
    doors = Doors(cast)

    @settings(
        max_examples=REQUESTS,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.nested_given],
    )
    @given(data=st.data())
    def send(data: st.DataObject) -> None:
        address = data.draw(st.sampled_from(doors.addresses))
        person = data.draw(st.sampled_from(doors.people_of(address)))
        request = data.draw(junk(doors.fields(person, address), doors.names))
        note(f"{person} {request.method} {address}?{request.query}\n{request.content_type} {request.body!r}")
        assert sent(doors.browser(person), address, request).status_code < 500

    send()
