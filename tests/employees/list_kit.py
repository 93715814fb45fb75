"""What the tests of the list share: somebody in a company, and the names that a page shows."""

import html
import re
from typing import Any

from django.urls import reverse

from employees.models import Employment
from tests.employees.factories import EmploymentFactory


def address(cast: Any, name: str = "index", *args: str, ref: str = "") -> str:
    return reverse(f"employees:{name}", args=[ref or cast.acme.ref, *args])


def somebody(adherent: Any, last_name: str = "Martin", first_name: str = "Luc", **fields: Any) -> Employment:
    """With `person__…` for what is of the person rather than of the contract."""
    person = {f"employee__{name.removeprefix('person__')}": fields.pop(name) for name in list(fields) if "__" in name}
    return EmploymentFactory(
        employee__adherent=adherent, employee__last_name=last_name, employee__first_name=first_name, **person, **fields
    )


def names(answer: Any) -> list[str]:
    """In the order of the page."""
    found = re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', answer.content.decode())
    return [html.unescape(name) for name in found]


def counts(answer: Any) -> dict[str, int]:
    """Of the three lists."""
    pairs = re.findall(r'([^>]+)<span class="segmented__count">(\d+)</span>', answer.content.decode())
    return {label: int(number) for label, number in pairs}
