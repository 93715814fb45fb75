"""The months that the caisse counts, in the words of a page."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format


def month_in_words(month: date) -> str:
    """« Juin », and the year when it is not this one."""
    name = date_format(month, "F" if month.year == timezone.localdate().year else "F Y")
    return name[0].upper() + name[1:]
