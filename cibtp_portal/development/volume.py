"""The volume data of every section, for measurements: each has its module, `volume_<section>.py`.

Such a module says what it loads in `AMOUNTS`, has `load`, which takes these by name and returns what it added, and
`present`, how many there are. It comes after those whose rows it completes.
"""

from collections.abc import Mapping

from django.db import connection

from cibtp_portal.development import of_sections
from cibtp_portal.development.bulk import Amount

SECTIONS = of_sections.modules("volume")
AMOUNTS: tuple[Amount, ...] = tuple(amount for section in SECTIONS for amount in section.AMOUNTS)


def load(amounts: Mapping[str, int]) -> dict[str, int]:
    """Add so many of each; of what is not named, none."""
    added: dict[str, int] = {}
    for section in SECTIONS:
        added |= section.load(**{amount.name: amounts.get(amount.name, 0) for amount in section.AMOUNTS})
    return added


def present() -> dict[str, int]:
    """How many there are of each amount."""
    return {name: count for section in SECTIONS for name, count in section.present().items()}


def complete(amounts: Mapping[str, int]) -> dict[str, int]:
    """Bring the database to these amounts; what was added, nothing the second time."""
    there = present()
    added = load({name: max(0, wanted - there[name]) for name, wanted in amounts.items()})
    if any(added.values()):
        # As the database does by itself in a minute: an index answers alone for rows that a vacuum has seen.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return added
