"""What a document covers, as it is typed: a month, a quarter, a year, or two days."""

import re
from calendar import monthrange
from datetime import date

from django.core.exceptions import ValidationError

from core.dates import read_day

_MONTH = re.compile(r"(\d{1,2})[/.\- ](\d{4})|(\d{4})-(\d{1,2})")
_NAMED_MONTH = re.compile(r"(?:[^\W\d_]{3,9})\.?[ -]*(?:\d{4}|\d{2})")
_QUARTER = re.compile(r"t ?([1-4])[ /\-]*(\d{4})|(\d{4})[ /\-]*t ?([1-4])", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_BETWEEN = re.compile(r"\s+(?:au|à|-|–)\s+|\s*[–;]\s*", re.IGNORECASE)
_EARLIEST_YEAR, _LATEST_YEAR = 1950, 2100
Period = tuple[date, date]


def read_period(typed: str) -> Period:
    """The first and the last day. Raises ValidationError, in words."""
    written = " ".join(typed.split())
    if match := _MONTH.fullmatch(written):
        month, year = (match[1], match[2]) if match[1] else (match[4], match[3])
        return _months(int(year), int(month), 1)
    if match := _QUARTER.fullmatch(written):
        quarter, year = (match[1], match[2]) if match[1] else (match[4], match[3])
        return _months(int(year), 3 * int(quarter) - 2, 3)
    if _YEAR.fullmatch(written):
        return _months(int(written), 1, 12)
    if _NAMED_MONTH.fullmatch(written):
        first = read_day(f"1 {written.replace('-', ' ')}")
        return _months(first.year, first.month, 1)
    return _two_days(re.sub(r"^du\s+", "", written, flags=re.IGNORECASE))


def _months(year: int, month: int, count: int) -> Period:
    if not (_EARLIEST_YEAR <= year <= _LATEST_YEAR and 1 <= month <= 12):
        raise _not_a_period()
    last = month + count - 1
    return date(year, month, 1), date(year, last, monthrange(year, last)[1])


def _two_days(written: str) -> Period:
    days = _BETWEEN.split(written)
    if len(days) != 2:
        raise _not_a_period()
    first, last = read_day(days[0]), read_day(days[1])
    if last < first:
        raise ValidationError("La période finit avant de commencer : vérifiez ses deux jours.", code="order")
    return first, last


def _not_a_period() -> ValidationError:
    return ValidationError(
        "Écrivez la période comme 02/2026 pour un mois, 2026 pour une année, ou 01/01/2026 - 31/03/2026.",
        code="period",
    )
