"""The one normal form in which the rest of the portal receives cells, from CSV and from XLSX alike."""

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from core.exports import as_it_was
from core.lines import seen

MAX_LENGTH = 32_767
_NO_BREAK_SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}"
_CONTROL = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]
_PLAIN = {**{ord(space): " " for space in _NO_BREAK_SPACES}, **dict.fromkeys(_CONTROL)}
# Spreadsheets and their programs add an hour to a day: its first minute, or its last.
_DAY_WITH_HOUR = re.compile(
    r"([0-9]{1,4}[/.\-][0-9]{1,2}[/.\-][0-9]{1,4})[ T](?:0?0[:h]00|23[:h]59)(?::[0-9]{2}(?:[.,][0-9]+)?)?Z?"
)
_SHOWN_DIGITS = 15


def plain(text: str) -> str:
    """Composed (NFC), with ordinary spaces and line ends, without what nobody sees nor the apostrophe of our exports.

    The apostrophe may go: what `core.exports.neutral` keeps from a spreadsheet is never computed here. A day that comes
    with its first or its last minute is that day.
    """
    # Most cells are plain already.
    visible = text if text.isascii() and text.isprintable() else _visible(text)
    written = as_it_was(visible.strip()).strip()
    day = _DAY_WITH_HOUR.fullmatch(written)
    return day[1] if day else written


def _visible(text: str) -> str:
    one_end = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", seen(one_end.translate(_PLAIN)))


def text_of(cell: object) -> str:
    """Dates as dd/mm/yyyy (then hh:mm), numbers as a French reader writes them (12 ; 12,5), Oui or Non; texts as is.

    Raises ValueError for a number that is none (infinite, not a number).
    """
    match cell:
        case str():
            return cell
        case bool():
            return "Oui" if cell else "Non"
        case int() | float():
            return _number(cell)
        case datetime():
            # A number of days has no exact second: what is just before midnight is midnight.
            nearest = (cell + timedelta(milliseconds=500)).replace(microsecond=0)
            moment = "" if nearest.time() == time() else f" {_clock(nearest.time())}"
            return f"{_day(nearest)}{moment}"
        case date():
            return _day(cell)
        case time():
            return _clock(cell)
        case timedelta():
            minutes = round(cell / timedelta(minutes=1))
            return f"{minutes // 60:02}:{minutes % 60:02}"
    raise TypeError(type(cell).__name__)


def name_of(row: int, column: int) -> str:
    """As the spreadsheet shows it: (5, 2) is B5."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def width_of(texts: list[str]) -> int:
    """Without the empty cells at the end of the row."""
    width = len(texts)
    while width and not texts[width - 1].strip():
        width -= 1
    return width


def _number(number: float) -> str:
    if not math.isfinite(number):
        raise ValueError("not a number")
    if number == int(number):
        return str(int(number))
    # Fifteen digits are what a spreadsheet shows: 0,1 + 0,2 is 0,3 there.
    return f"{Decimal(f'{number:.{_SHOWN_DIGITS}g}'):f}".replace(".", ",")


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _clock(moment: time) -> str:
    seconds = f":{moment.second:02}" if moment.second else ""
    return f"{moment.hour:02}:{moment.minute:02}{seconds}"
