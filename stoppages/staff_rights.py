"""What the staff of a caisse may do with this app in the admin, by role (`core.staff_roles`)."""

from core.staff_roles import declare

declare(
    reads=[
        "stoppages.view_stoppagerule",
        "stoppages.view_declarationdelay",
        "stoppages.view_caissepractice",
        "stoppages.view_hourlyceiling",
        "stoppages.view_heatwaveshare",
        "stoppages.view_heatwaveseason",
    ],
    acts=[
        "stoppages.add_caissepractice",
        "stoppages.change_caissepractice",
    ],
)
