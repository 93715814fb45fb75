"""What the caisse of each company of the cast says of stoppages."""

from datetime import date
from typing import Any

from stoppages.models import CaissePractice
from tests.cast import Company


def rows_of(company: Company) -> dict[str, Any]:
    return {
        "stoppage_practice": CaissePractice.objects.create(
            caisse=company.caisse, starts_on=date(2026, 1, 1), source=f"Usage {company.mark}"
        ),
    }
