"""A browser whose session ends while a form is being filled, and what the controls of a page hold."""

import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Session, User
from tests.factories import PASSWORD

SIGN_IN = reverse("accounts:sign_in")


class Values(HTMLParser):
    """What a page's controls hold: text of a field, ticked boxes; and, of a name that several have, what is chosen."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.held: dict[str, str] = {}
        self.chosen = set[str]()
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "input" and (told.get("type") not in {"radio", "checkbox"} or "checked" in told):
            self.held[told.get("name") or ""] = told.get("value") or ""
        if "checked" in told or "selected" in told:
            self.chosen.add(told.get("value") or "")


class Tab:
    """A real browser's: it sends the token of the page that it shows, and where it sends from."""

    def __init__(self, browser: Client | None = None) -> None:
        self.browser = browser or Client(enforce_csrf_checks=True)
        self.address, self.page = "", HttpResponse()

    def open(self, address: str) -> HttpResponse:
        self.page = self.browser.get(address, follow=True)
        self.address = self.page.request["PATH_INFO"]
        if query := self.page.request["QUERY_STRING"]:
            self.address += f"?{query}"
        return self.page

    def send(self, typed: dict[str, Any], to: str = "", **headers: str) -> HttpResponse:
        """The form of the page, posted; then what is shown at the end."""
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', self.page.content.decode())
        values = {"csrfmiddlewaretoken": token.group(1) if token else "", **typed}
        referer = f"http://testserver{self.address}"
        answer = self.browser.post(to or self.address, values, headers={"referer": referer, **headers})
        self.page = answer
        return self.open(answer["Location"]) if answer.status_code == 302 else answer

    def sign_in(self, user: User, password: str = PASSWORD) -> HttpResponse:
        if not self.address.startswith(SIGN_IN):
            self.open(SIGN_IN)
        wanted = Values(self.page).held.get("next", "")
        return self.send({"username": user.email, "password": password, "next": wanted}, to=SIGN_IN)


def end_by_purge(tab: Tab) -> None:
    Session.objects.all().delete()
