"""What the public vigilance file of Météo-France says of the canicule (phenomenon 6).

Its JSON holds periods (today, tomorrow), each with its domains, each with its phenomena, each with the stretches of
time that have a colour: 1 green, 2 yellow, 3 orange, 4 red. The reader is tolerant: what it does not know (a coast, a
phenomenon, a colour) is counted and left out; what is missing around it breaks nothing. A stretch colours every day of
Paris that it touches, and a day has its highest colour.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from adherents.departements import METROPOLE
from stoppages.arithmetic.deadlines import PARIS
from stoppages.enums import VigilanceLevel

CANICULE = "6"
_LEVELS = {
    "1": VigilanceLevel.GREEN,
    "2": VigilanceLevel.YELLOW,
    "3": VigilanceLevel.ORANGE,
    "4": VigilanceLevel.RED,
}
SEVERITY = {level: rank for rank, level in enumerate(_LEVELS.values())}
_ONE_MOMENT, _ONE_DAY = timedelta(microseconds=1), timedelta(days=1)
# A stretch is of a day or two: what is longer is a mistake of the file.
_LONGEST = timedelta(days=10)


class VigilanceUnreadable(Exception):
    """The file is not that of the vigilance; the message says why, in words."""


@dataclass(slots=True)
class ReadVigilance:
    """`levels`: by département and day; `published_at`: when Météo-France made the file; `left_out`: what is not of a
    département, or not understood, by its name.
    """

    published_at: datetime
    levels: dict[tuple[str, date], VigilanceLevel] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)

    def raise_to(self, departement: str, day: date, level: VigilanceLevel) -> None:
        known = self.levels.get((departement, day))
        if known is None or SEVERITY[level] > SEVERITY[known]:
            self.levels[departement, day] = level


def read_vigilance(content: bytes) -> ReadVigilance:
    """Raises VigilanceUnreadable."""
    product = _product(content)
    published_at = _instant(product.get("update_time"))
    if published_at is None:
        raise VigilanceUnreadable("Ce fichier ne dit pas quand il a été établi (« update_time ») : rien n’en est lu.")
    read = ReadVigilance(published_at)
    for domain in _domains(product):
        _read_domain(read, domain)
    return read


def _product(content: bytes) -> dict[str, Any]:
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError):
        raise VigilanceUnreadable("Ce fichier n’est pas du JSON : prenez celui que publie Météo-France.") from None
    product = whole.get("product", whole) if isinstance(whole, dict) else None
    if not isinstance(product, dict) or not isinstance(product.get("periods"), list):
        raise VigilanceUnreadable("Ce fichier n’est pas celui de la vigilance : il n’a pas de périodes (« periods »).")
    return product


def _domains(product: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for period in _dicts(product["periods"]):
        laps = period.get("timelaps")
        yield from _dicts(laps.get("domain_ids") if isinstance(laps, dict) else None)


def _read_domain(read: ReadVigilance, domain: dict[str, Any]) -> None:
    code = str(domain.get("domain_id", "")).strip().upper()
    if code not in METROPOLE:
        read.left_out.add(f"domaine {code or '?'}")
        return
    for phenomenon in _dicts(domain.get("phenomenon_items")):
        if str(phenomenon.get("phenomenon_id")) == CANICULE:
            for stretch in _dicts(phenomenon.get("timelaps_items")):
                _read_stretch(read, code, stretch)


def _read_stretch(read: ReadVigilance, code: str, stretch: dict[str, Any]) -> None:
    level = _LEVELS.get(str(stretch.get("color_id")))
    begins, ends = _instant(stretch.get("begin_time")), _instant(stretch.get("end_time"))
    if level is None or begins is None or ends is None or not begins < ends <= begins + _LONGEST:
        read.left_out.add(f"tranche illisible, domaine {code}")
        return
    day, last = begins.astimezone(PARIS).date(), (ends - _ONE_MOMENT).astimezone(PARIS).date()
    while day <= last:
        read.raise_to(code, day, level)
        day += _ONE_DAY


def _instant(written: Any) -> datetime | None:
    """An instant with its zone; without one it would be a guess."""
    try:
        instant = datetime.fromisoformat(str(written))
        instant.astimezone(PARIS)
    except (ValueError, OverflowError):
        return None
    return instant if instant.tzinfo is not None else None


def _dicts(listed: Any) -> list[dict[str, Any]]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
