"""The people of a company of thousands: list, search, deep pages, the page of somebody, and the list as a workbook.

Measured by `bench.py`, whose data set it completes.
"""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Any

import httpx
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adherents.models import Adherent
from cibtp_portal.development import volume_people
from core.access import Access
from core.exports import write_xlsx
from delegations import authority
from employees.models import Employee, Employment
from employees.people.queries.export import table_of
from employees.people.queries.listing import Wanted

MAX_QUERIES = 8
MAX_EXPORT_SECONDS = 3.0
# What ten times as many rows may add to the memory of an export.
MAX_EXPORT_GROWTH_MB = 5.0
# The pages that DESIGN §7 gives a line of their own.
LINES_MS = dict.fromkeys(
    (
        *("list of 5,000", "list, filtered", "list, searched"),
        *("list, last page", "list, last page by site", "a person"),
    ),
    25.0,
)


def prepare(employees: int) -> None:
    """Bring the people to the number asked for; nothing to do the second time."""
    missing = employees - Employment.objects.filter(adherent__cibtp_id__startswith="V").count()
    crowd = 0 if volume_people.crowded_company() else volume_people.CROWD
    if missing > 0 or crowd:
        print(f"Loading {max(0, missing)} people, and {crowd} in one company…", flush=True)
        print(volume_people.load(employees=max(0, missing), crowd=crowd), flush=True)
        # As the database does by itself in a minute: an index answers alone for rows that a vacuum has seen.
        for model in (Employee, Employment):
            with connection.cursor() as cursor:
                cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")


def holder_email() -> str:
    return str(_holder(_crowded()).email)


def pages(client: httpx.Client, home: str) -> dict[str, Callable[[], httpx.Response]]:
    """What to ask for, by name; `client` acts for the company of thousands, whose home page is `home`."""
    paths = {
        "empty, 5,000 people": f"{home}page-vide/",
        "list of 5,000": f"{home}salaries/",
        "list, filtered": f"{home}salaries/?categorie=worker&contrat=permanent&tri=-premier-jour",
        "list, searched": f"{home}salaries/?q=jean+lefevre",
        "list, last page": f"{home}salaries/?page=9999",
        "list, last page by site": f"{home}salaries/?page=9999&tri=site",
        "a person": _page_of_somebody(),
        "home page, 5,000 people": home,
        "crews": f"{home}salaries/equipes/",
    }
    return {name: partial(client.get, path) for name, path in paths.items()}


def figures(client: httpx.Client, home: str) -> dict[str, float]:
    """Queries of the list and of a person, seconds of the workbook of everybody, and what its length adds to memory."""
    started = time.perf_counter()
    answer = client.get(f"{home}salaries/export/?format=xlsx", timeout=60)
    seconds = time.perf_counter() - started
    if answer.status_code != httpx.codes.OK or not answer.content.startswith(b"PK"):
        raise SystemExit(f"export: {answer.status_code}")
    return {
        "list_queries": _queries(reverse("employees:index", args=[_crowded().public_id])),
        "person_queries": _queries(_page_of_somebody()),
        "export_seconds": seconds,
        "export_growth_mb": (_peak(None) - _peak("etam")) / 1e6,
    }


def report(found: dict[str, float]) -> Iterator[str]:
    """Print the figures; yield the broken budgets (DESIGN §7)."""
    print(f"  queries                  list {found['list_queries']:.0f}, a person {found['person_queries']:.0f}")
    print(
        f"  export of 5,000          {found['export_seconds']:.2f} s, {found['export_growth_mb']:+.1f} MB for more rows"
    )
    for page in ("list", "person"):
        if found[f"{page}_queries"] > MAX_QUERIES:
            yield f"{page}: {found[f'{page}_queries']:.0f} queries, more than {MAX_QUERIES}"
    if found["export_seconds"] > MAX_EXPORT_SECONDS:
        yield f"the export of 5,000 people takes {found['export_seconds']:.1f} s"
    if found["export_growth_mb"] > MAX_EXPORT_GROWTH_MB:
        yield f"the export of 5,000 people grows by {found['export_growth_mb']:.1f} MB"


def _crowded() -> Adherent:
    company = volume_people.crowded_company()
    if company is None:
        raise SystemExit("no company of thousands: load one first")
    return company


def _holder(company: Adherent) -> Any:
    return company.memberships.select_related("user").order_by("pk")[0].user


def _page_of_somebody() -> str:
    company = _crowded()
    person = Employment.objects.filter(adherent=company).current().select_related("employee").order_by("pk")[0].employee
    return reverse("employees:employee", args=[company.public_id, person.public_id])


def _queries(address: str) -> int:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(_holder(_crowded()))
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code != httpx.codes.OK:
        raise SystemExit(f"{address}: {answer.status_code}")
    return len(queries)


def _peak(category: str | None) -> float:
    """The most memory that Python held while it wrote the workbook of these people, in bytes."""
    company = _crowded()
    access: Access | None = authority.resolve(_holder(company), company.public_id)
    if access is None:
        raise SystemExit("the company of thousands has no holder")
    table = table_of(access, Wanted(category=category or ""))
    tracemalloc.start()
    write_xlsx(BytesIO(), table.columns, table.rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return float(peak)
