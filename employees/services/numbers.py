"""The NIR of people: sealed on its way in, read on its way out."""

from typing import Any

from core.sealing import seal, unseal
from employees import nir as nirs
from employees.models import Employee


def nir_fields(nir: str) -> dict[str, Any]:
    """The three columns that hold an NIR; all empty without one."""
    if not nir:
        return {"nir_sealed": None, "nir_digest": "", "masked_nir": ""}
    return {"nir_sealed": seal(nir), "nir_digest": nirs.digest(nir), "masked_nir": nirs.mask(nir)}


def read_nir_of(employee: Employee) -> str:
    """The NIR in clear, for comparison only: showing it is `services.people.show_nir`."""
    return unseal(bytes(employee.nir_sealed)) if employee.nir_sealed is not None else ""
