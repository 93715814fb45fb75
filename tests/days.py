"""Days as a test counts them, asked when it runs: a run may begin before midnight and end after it."""

from datetime import date, timedelta

from django.utils import timezone


def today() -> date:
    return timezone.localdate()


def in_days(number: int) -> date:
    """That many days from today; before it when negative."""
    return today() + timedelta(days=number)


def written(day: date) -> str:
    """As it is typed in a field."""
    return f"{day:%d/%m/%Y}"
