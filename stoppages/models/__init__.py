"""Tables of the stoppages."""

from stoppages.models.alerts import CampaignWages, HeatwaveVigilance, ReimbursedNature, SeasonalStop
from stoppages.models.cases import StoppageCase
from stoppages.models.decisions import CaseDecision, DecisionLine, Reimbursement, ReimbursementLine
from stoppages.models.declarations import DeclaredDay, DeclaredPerson, StoppageDeclaration
from stoppages.models.figures import (
    CaissePractice,
    DeclarationDelay,
    HeatwaveSeason,
    HeatwaveShare,
    HourlyCeiling,
    StoppageRule,
)
from stoppages.models.history import CaseEvent, CaseFile, CaseQuestion
from stoppages.models.sick_leave import SickLeave
from stoppages.models.weather import LostDay, StoppedPerson, WeatherStoppage
from stoppages.models.worksites import Worksite

__all__ = [
    "CaissePractice",
    "CampaignWages",
    "CaseDecision",
    "CaseEvent",
    "CaseFile",
    "CaseQuestion",
    "DecisionLine",
    "DeclarationDelay",
    "DeclaredDay",
    "DeclaredPerson",
    "HeatwaveSeason",
    "HeatwaveShare",
    "HeatwaveVigilance",
    "HourlyCeiling",
    "LostDay",
    "ReimbursedNature",
    "Reimbursement",
    "ReimbursementLine",
    "SeasonalStop",
    "SickLeave",
    "StoppageCase",
    "StoppageDeclaration",
    "StoppageRule",
    "StoppedPerson",
    "WeatherStoppage",
    "Worksite",
]
