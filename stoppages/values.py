"""What travels between several journeys."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WantedPayments:
    """Empty values keep everything. `typed`: a salarié, a reference of a case or of a transfer; `campaign`: the year in
    which it begins.
    """

    typed: str = ""
    year: int | None = None
    campaign: int | None = None
