"""A weather stoppage as it travels from its form to its service."""

from dataclasses import dataclass
from datetime import datetime

from employees.models import Crew
from stoppages.models import Worksite


@dataclass(frozen=True, slots=True)
class WeatherValues:
    """`resumes_at` None: work has not resumed, or nothing is said of it."""

    worksite: Worksite
    cause: str
    starts_at: datetime
    resumes_at: datetime | None
    crew: Crew | None
    expected_people: int | None
