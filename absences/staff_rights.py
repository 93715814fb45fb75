"""What the staff of a caisse may do with this app in the admin, by role (`core.staff_roles`).

Kinds of absence are the network's: its superusers alone see and change them.
"""

from core.staff_roles import declare

declare(
    reads=[
        "absences.view_absence",
        "absences.view_absencerule",
        "absences.view_calendarsubscription",
        "absences.view_crewneed",
        "absences.view_leavedeclaration",
        "absences.view_leavenotice",
        "absences.view_refusalreason",
    ],
    acts=[
        "absences.treat_leavedeclaration",
        "absences.add_absencerule",
        "absences.change_absencerule",
        "absences.add_refusalreason",
        "absences.change_refusalreason",
    ],
)
