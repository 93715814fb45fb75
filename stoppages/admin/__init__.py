"""The back office of the stoppages; importing this package registers its pages."""

from stoppages.admin.alerts import HeatwaveVigilanceAdmin, ReimbursedNatureAdmin, SeasonalStopAdmin
from stoppages.admin.figures import (
    CaissePracticeAdmin,
    DeclarationDelayAdmin,
    HeatwaveSeasonAdmin,
    HeatwaveShareAdmin,
    HourlyCeilingAdmin,
    StoppageRuleAdmin,
)
from stoppages.admin.queue import StoppageCaseAdmin
from stoppages.admin.records import CampaignWagesAdmin, ReimbursementAdmin, StoppageDeclarationAdmin, WorksiteAdmin

__all__ = [
    "CaissePracticeAdmin",
    "CampaignWagesAdmin",
    "DeclarationDelayAdmin",
    "HeatwaveSeasonAdmin",
    "HeatwaveShareAdmin",
    "HeatwaveVigilanceAdmin",
    "HourlyCeilingAdmin",
    "ReimbursedNatureAdmin",
    "ReimbursementAdmin",
    "SeasonalStopAdmin",
    "StoppageCaseAdmin",
    "StoppageDeclarationAdmin",
    "StoppageRuleAdmin",
    "WorksiteAdmin",
]
