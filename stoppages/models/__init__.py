"""Tables of the stoppages."""

from stoppages.models.figures import (
    CaissePractice,
    DeclarationDelay,
    HeatwaveSeason,
    HeatwaveShare,
    HourlyCeiling,
    StoppageRule,
)

__all__ = [
    "CaissePractice",
    "DeclarationDelay",
    "HeatwaveSeason",
    "HeatwaveShare",
    "HourlyCeiling",
    "StoppageRule",
]
