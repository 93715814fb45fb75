"""HTTP of the section; everything is imported from here."""

from employees.views.imports import (
    abandon_import,
    apply_import,
    import_errors,
    import_file,
    import_template,
    imports,
    send_import,
)
from employees.views.people import employee, index

__all__ = [
    "abandon_import",
    "apply_import",
    "employee",
    "import_errors",
    "import_file",
    "import_template",
    "imports",
    "index",
    "send_import",
]
