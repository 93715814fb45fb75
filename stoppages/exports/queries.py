"""What may be exported: the campaigns and the months in which something was declared."""

from datetime import date

from core.access import Access
from stoppages.models import DeclaredDay, StoppageCase

_MONTHS = 36
_APRIL = 4


def campaigns_of(access: Access) -> list[int]:
    """The years in which they begin, the latest first, up to the earliest stoppage."""
    days = StoppageCase.objects.for_access(access).order_by().dates("starts_on", "month")
    return sorted({day.year if day.month >= _APRIL else day.year - 1 for day in days}, reverse=True)


def months_of(access: Access) -> list[date]:
    """In which somebody lost hours, the latest first."""
    days = DeclaredDay.objects.for_access(access).filter(declaration__is_current=True, case__dropped_at__isnull=True)
    return list(days.order_by().dates("day", "month", order="DESC")[:_MONTHS])
