"""What the tests of the planning share: its page, and what a table of it says."""

import html
import re
from datetime import date
from typing import Any

from django.urls import reverse

from absences.models import Absence
from employees.models import Employment
from tests.absences.factories import AbsenceFactory
from tests.employees.factories import EmployeeFactory, EmploymentFactory


def address(cast: Any, ref: str = "") -> str:
    return reverse("absences:planning", args=[ref or cast.acme.ref])


def page_of(browser: Any, cast: Any, **typed: Any) -> str:
    answer = browser.get(address(cast), typed)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def somebody(adherent: Any, last_name: str = "Martin", **contract: Any) -> Employment:
    return EmploymentFactory(
        employee=EmployeeFactory(adherent=adherent, last_name=last_name, first_name="Luc"), **contract
    )


def away(contract: Employment, key: str, start: str, end: str, **fields: Any) -> Absence:
    return AbsenceFactory(
        employee=contract.employee,
        key=key,
        starts_on=date.fromisoformat(start),
        ends_on=date.fromisoformat(end),
        **fields,
    )


def names(page: str) -> list[str]:
    """Of the lines, in their order."""
    return [_text(head).partition("  ")[0] for head in re.findall(r'<tr><th scope="row">(.*?)</th>', _body(page))]


def lines(page: str) -> dict[str, list[tuple[int, str, str]]]:
    """By name, the cells of the line: how many half days, what shades it, what it says."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)<td>([^<]*)</td></tr>', _body(page), re.DOTALL)
    return {_text(head).partition("  ")[0]: _cells(cells) for head, cells, _ in rows}


def totals(page: str) -> dict[str, str]:
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>.*?<td>([^<]*)</td></tr>', _body(page), re.DOTALL)
    return {_text(head).partition("  ")[0]: total for head, total in rows}


def groups(page: str) -> list[str]:
    return [" ".join(_text(head).split()) for head in re.findall(r'<th scope="rowgroup">(.*?)</th>', page)]


def bars(page: str, name: str) -> list[str]:
    return [said for _, _, said in lines(page)[name] if said]


def text_of(markup: str) -> str:
    """What is read, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split())


def _cells(markup: str) -> list[tuple[int, str, str]]:
    cells = re.findall(r'<td colspan="(\d+)"(?: class="([^"]*)")?>(.*?)</td>', markup, re.DOTALL)
    return [
        (int(span), shade, "".join(re.findall(r">([^<]*)<", f">{content}<")).strip()) for span, shade, content in cells
    ]


def _text(markup: str) -> str:
    return re.sub(r"<[^>]*>", "  ", re.sub(r"<button.*?</button>", "", markup)).strip()


def _body(page: str) -> str:
    return page.partition("<tfoot>")[0]
