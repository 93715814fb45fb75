"""What the tests of the form share: addresses, what is typed, what is read."""

from typing import Any

from django.urls import reverse

from employees.models import Employee


def address(cast: Any, name: str, *args: str, **query: str) -> str:
    return reverse(f"absences:{name}", args=[cast.acme.ref, *args], query=query)


def entry_of(cast: Any, employee: Employee, **query: str) -> str:
    return address(cast, "enter", salarie=employee.public_id, **query)


def typed(kind: str = "rtt", start: str = "03/08/2026", end: str = "07/08/2026", **more: str) -> dict[str, str]:
    return {"kind": kind, "starts_on": start, "ends_on": end, "note": "", **more}


def text_of(response: Any) -> str:
    """The page as it is read: ordinary spaces."""
    return str(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def said(response: Any) -> str:
    """The messages of the page that a redirection leads to."""
    return " ".join(str(message) for message in response.context["messages"])
