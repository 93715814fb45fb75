"""The law of chômage intempéries as arithmetic: dates, hours and dated figures only, neither database nor request."""

from stoppages.arithmetic.amounts import Estimate, FigureKind, Unknown, indemnity, reimbursement
from stoppages.arithmetic.deadlines import FinalDeadline, final_deadline, provisional_due_at
from stoppages.arithmetic.eligibility import (
    Answer,
    CreditedHours,
    DaysOfYear,
    HoursBefore,
    HoursKind,
    days_of_year,
    hours_before,
)
from stoppages.arithmetic.figures import (
    CarenceReading,
    Delay,
    Figures,
    FiguresOn,
    HeatwaveSeason,
    Practice,
    Published,
    Rule,
    Tolerance,
    campaign_of,
)
from stoppages.arithmetic.hours import count_hours
from stoppages.arithmetic.lines import Counted, DayLine, Part, Step, StepKind, altered
from stoppages.arithmetic.losses import LostHours, Stoppage
from stoppages.arithmetic.sources import Used, figures_used
from stoppages.arithmetic.steps import steps_of

__all__ = [
    "Answer",
    "CarenceReading",
    "Counted",
    "CreditedHours",
    "DayLine",
    "DaysOfYear",
    "Delay",
    "Estimate",
    "FigureKind",
    "Figures",
    "FiguresOn",
    "FinalDeadline",
    "HeatwaveSeason",
    "HoursBefore",
    "HoursKind",
    "LostHours",
    "Part",
    "Practice",
    "Published",
    "Rule",
    "Step",
    "StepKind",
    "Stoppage",
    "Tolerance",
    "Unknown",
    "Used",
    "altered",
    "campaign_of",
    "count_hours",
    "days_of_year",
    "figures_used",
    "final_deadline",
    "hours_before",
    "indemnity",
    "provisional_due_at",
    "reimbursement",
    "steps_of",
]
