"""What the journal keeps of the files that people make of the list."""

from core import audit
from core.access import Access

audit.declare(
    {
        "employees.people_exported": "Liste des salariés exportée",
        "employees.people_exported_with_nir": "Liste des salariés exportée avec les numéros de sécurité sociale",
    }
)


def record_export(*, access: Access, count: int, file_format: str, with_nir: bool) -> None:
    """With the number of people in the file."""
    action = "employees.people_exported_with_nir" if with_nir else "employees.people_exported"
    audit.record(action, access=access, changes={"count": count, "format": file_format})
