"""*Mes salariés* of a company of thousands: lists, searches, a person; their queries, the workbook, an import."""

import tracemalloc
from io import BytesIO

import server_work
from bench_budgets import Figure, Kind
from bench_employee_import import import_of, told
from bench_visitors import Place, holder_of_thousands
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench_pages import Page
from core.access import Access
from core.exports import write_xlsx
from delegations import authority
from employees.models import Employment
from employees.people.queries.export import table_of
from employees.people.queries.listing import Wanted

MAX_QUERIES = 8
MAX_EXPORT_SECONDS = 3.0
# What ten times as many rows may add to the memory of an export.
MAX_EXPORT_GROWTH_MB = 5.0
MAX_IMPORT_SECONDS = 30


def pages() -> list[Page]:
    place = holder_of_thousands()
    people = place.path("employees:index")
    paths = {
        "list of 5,000": people,
        "list, filtered": f"{people}?categorie=worker&contrat=permanent&tri=-premier-jour",
        "list, searched": f"{people}?q=jean+lefevre",
        "list, last page": f"{people}?page=9999",
        "list, last page by site": f"{people}?page=9999&tri=site",
        "a person": _page_of_somebody(place),
    }
    return [
        Page("home, 5,000 people", Kind.HOME, place.visitor, place.path("portal_home")),
        Page("crews", Kind.ORDINARY, place.visitor, place.path("employees:crews")),
        *(Page(name, Kind.CASE, place.visitor, path) for name, path in paths.items()),
    ]


def figures() -> list[Figure]:
    place = holder_of_thousands()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(place.user)
    imported = import_of(lines=5000)
    print(f"  import of people: {told(imported)}")
    import_seconds = imported["read_seconds"] + imported["apply_seconds"]
    return [
        Figure("list of 5,000", _queries(client, place.path("employees:index")), "queries", MAX_QUERIES),
        Figure("a person", _queries(client, _page_of_somebody(place)), "queries", MAX_QUERIES),
        Figure("export of 5,000", _export_seconds(client, place), "s", MAX_EXPORT_SECONDS),
        Figure("export, memory of ten times as many", _export_growth_mb(place), "MB", MAX_EXPORT_GROWTH_MB),
        Figure("import of 5,000", import_seconds, "s", MAX_IMPORT_SECONDS),
    ]


def _page_of_somebody(place: Place) -> str:
    contract = Employment.objects.filter(adherent=place.adherent).current().select_related("employee").order_by("pk")[0]
    return place.path("employees:employee", contract.employee.public_id)


def _queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        _asked(client, path)
    return len(queries)


def _export_seconds(client: Client, place: Place) -> float:
    path = f"{place.path('employees:export')}?format=xlsx"
    written, work = server_work.work_of(lambda: _asked(client, path))
    if not written.startswith(b"PK"):
        raise SystemExit(f"{path}: not a workbook")
    return work.judged / 1000


def _asked(client: Client, path: str) -> bytes:
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return answer.getvalue()


def _export_growth_mb(place: Place) -> float:
    access = authority.resolve(place.user, place.adherent.public_id)
    if access is None:
        raise SystemExit("the company of thousands has no holder")
    return (_peak(access, None) - _peak(access, "etam")) / 1e6


def _peak(access: Access, category: str | None) -> float:
    """The most memory that Python held while it wrote the workbook of these people, in bytes."""
    table = table_of(access, Wanted(category=category or ""))
    tracemalloc.start()
    write_xlsx(BytesIO(), table.columns, table.rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return float(peak)
