"""What the staff of a caisse may do with this app in the admin, by role (`core.staff_roles`)."""

from core.staff_roles import declare

declare(
    reads=[
        "absences.view_absence",
        "absences.view_absencekind",
        "absences.view_absencerule",
        "absences.view_leavedeclaration",
        "absences.view_refusalreason",
    ],
    acts=[
        "absences.treat_leavedeclaration",
    ],
)
