"""The back office of the stoppages; importing this package registers its pages."""

from stoppages.admin.figures import (
    CaissePracticeAdmin,
    DeclarationDelayAdmin,
    HeatwaveSeasonAdmin,
    HeatwaveShareAdmin,
    HourlyCeilingAdmin,
    StoppageRuleAdmin,
)

__all__ = [
    "CaissePracticeAdmin",
    "DeclarationDelayAdmin",
    "HeatwaveSeasonAdmin",
    "HeatwaveShareAdmin",
    "HourlyCeilingAdmin",
    "StoppageRuleAdmin",
]
