"""HTTP of the section; everything is imported from here."""

from employees.views.changes import (
    change_contract,
    change_person,
    request_change,
    withdraw_request,
)
from employees.views.crews import (
    add_members,
    create_crew,
    crew,
    crews,
    delete_crew,
    remove_members,
    rename_crew,
)
from employees.views.departures import (
    cancel_departure,
    correct_departure,
    declare_departure,
    request_departure_cancellation,
    request_departure_change,
)
from employees.views.exports import (
    choose_export,
    export,
    export_with_nir,
)
from employees.views.hire import (
    correct_hire,
    discard_hire,
    hire_again,
    hire_duplicate,
    hire_step,
    review_hire,
    start_hire,
)
from employees.views.imports import (
    abandon_import,
    apply_import,
    import_errors,
    import_file,
    import_template,
    imports,
    send_import,
)
from employees.views.listing import (
    index,
)
from employees.views.movements import (
    cancel_hire,
    movement,
    movements,
    receipt,
)
from employees.views.person import (
    employee,
    history,
    show_nir,
)

__all__ = [
    "abandon_import",
    "add_members",
    "apply_import",
    "cancel_departure",
    "cancel_hire",
    "change_contract",
    "change_person",
    "choose_export",
    "correct_departure",
    "correct_hire",
    "create_crew",
    "crew",
    "crews",
    "declare_departure",
    "delete_crew",
    "discard_hire",
    "employee",
    "export",
    "export_with_nir",
    "hire_again",
    "hire_duplicate",
    "hire_step",
    "history",
    "import_errors",
    "import_file",
    "import_template",
    "imports",
    "index",
    "movement",
    "movements",
    "receipt",
    "remove_members",
    "rename_crew",
    "request_change",
    "request_departure_cancellation",
    "request_departure_change",
    "review_hire",
    "send_import",
    "show_nir",
    "start_hire",
    "withdraw_request",
]
