"""What a reader of the list asks for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty values keep everything. `typed`: a salarié or a reference; `least`, `most`: of what was reimbursed."""

    typed: str = ""
    nature: str = ""
    group: str = ""
    worksite: str = ""
    first: date | None = None
    last: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
