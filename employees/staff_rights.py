"""What the staff of a caisse may do with this app in the admin, by role (`core.staff_roles`)."""

from core.staff_roles import declare

declare(
    reads=[
        "employees.view_employee",
        "employees.view_employment",
        "employees.view_movement",
        "employees.view_employeeimport",
        "employees.view_leaveright",
        "employees.view_leaverule",
        "employees.view_senioritystep",
    ],
    acts=[
        "employees.treat_movement",
        "employees.show_nir",
    ],
)
