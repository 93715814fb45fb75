"""What the pages of the admin say of one company on its own page: each declares a `company_panel`.

The same as in its list, in fewer words: a few lines, the first cell of which leads to the row.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.http import HttpRequest

SHOWN = 6


def _of_company(company: Any) -> dict[str, Any]:
    return {"adherent__id__exact": company.pk}


@dataclass(frozen=True, slots=True)
class CompanyPanel:
    """`cells(row)`: what a line says under each of `columns`. `among(rows)`: which, and in which order.

    `filters(company)`: those of the list that shows the same rows, all of them. `is_counted=False`: where counting them
    would read too many.
    """

    title: str
    order: int
    columns: tuple[str, ...]
    cells: Callable[[Any], tuple[Any, ...]]
    among: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows
    filters: Callable[[Any], dict[str, Any]] = _of_company
    # Where a line leads; None: to the page of its row.
    url: Callable[[Any], str] | None = None
    is_counted: bool = True
    empty: str = "Aucun."


@dataclass(frozen=True, slots=True)
class PanelLine:
    url: str
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """`count`: of all the rows, None where they are not counted; `more_url`: the list that shows them."""

    key: str
    panel: CompanyPanel
    lines: list[PanelLine]
    count: int | None
    more_url: str


def panels_of(request: HttpRequest, company: Any, pages: Iterable[Any]) -> list[ShownPanel]:
    """Those that this member of staff may see, in their order: one query each."""
    declared = [page for page in pages if getattr(page, "company_panel", None) and page.has_view_permission(request)]
    return [_shown(request, company, page) for page in sorted(declared, key=lambda page: page.company_panel.order)]


def _shown(request: HttpRequest, company: Any, page: Any) -> ShownPanel:
    panel: CompanyPanel = page.company_panel
    rows = panel.among(page.get_queryset(request).filter(adherent_id=company.pk))
    if page.list_select_related:
        rows = rows.select_related(*page.list_select_related)
    if panel.is_counted:
        rows = rows.annotate(rows_in_all=Window(Count("pk")))
    read = list(rows[: SHOWN + 1])
    leads_to = panel.url or (lambda row: page.reading_url(row.pk))
    return ShownPanel(
        key=page.page_name("panel"),
        panel=panel,
        lines=[PanelLine(leads_to(row), panel.cells(row)) for row in read[:SHOWN]],
        count=(read[0].rows_in_all if read else 0) if panel.is_counted else None,
        more_url=page.rows_url(**panel.filters(company)) if len(read) > SHOWN else "",
    )
