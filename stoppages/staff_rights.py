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
        "stoppages.view_stoppagecase",
        "stoppages.view_stoppagedeclaration",
        "stoppages.view_reimbursement",
        "stoppages.view_worksite",
        "stoppages.view_heatwavevigilance",
        "stoppages.view_seasonalstop",
        "stoppages.view_reimbursednature",
    ],
    acts=[
        "stoppages.treat_stoppagecase",
        # S of a company: an amount that only those who decide read.
        "stoppages.view_campaignwages",
        "stoppages.add_heatwavevigilance",
        "stoppages.change_heatwavevigilance",
        "stoppages.add_seasonalstop",
        "stoppages.change_seasonalstop",
        "stoppages.add_reimbursednature",
        "stoppages.change_reimbursednature",
        "stoppages.add_caissepractice",
        "stoppages.change_caissepractice",
    ],
)
