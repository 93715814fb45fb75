"""What several tests of the stoppages need: who acts, somebody on a worksite."""

from typing import Any

from employees.models import Employee
from stoppages.models import Worksite
from tests.absences.kit import access_of, worker
from tests.stoppages.factories import WorksiteFactory

__all__ = ["access_of", "crew_of", "site_of", "worker"]


def site_of(cast: Any, **fields: Any) -> Worksite:
    """A worksite of Acme."""
    return WorksiteFactory(adherent=cast.acme.adherent, **fields)


def crew_of(cast: Any, count: int, **fields: Any) -> list[Employee]:
    """So many people of Acme under contract since 2020, five days a week."""
    return [worker(cast, **fields) for _ in range(count)]
