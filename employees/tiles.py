"""The home-page tile of the people of the company."""

from typing import Any

from core.access import Access
from core.rights import Right
from core.tiles import Tile
from employees.people.queries.arrivals import coming_and_going


def _my_employees(access: Access) -> dict[str, Any]:
    return {"headcount": coming_and_going(access), "may_act": access.has(Right.EMPLOYEES_ACT)}


MY_EMPLOYEES = Tile(
    "employees",
    "Mes salariés",
    "people",
    "employees/tiles/my_employees.html",
    _my_employees,
    right=Right.EMPLOYEES_CONSULT,
    namespaces=("employees",),
)
