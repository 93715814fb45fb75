"""The volume data of every section, for measurements: a section adds its module to `SECTIONS`.

Such a module says what it loads in `AMOUNTS`, and has `load`, which takes these by name and returns what it added. It
comes after those whose rows it completes.
"""

from collections.abc import Mapping

from cibtp_portal.development import volume_companies, volume_people
from cibtp_portal.development.bulk import Amount

SECTIONS = (volume_companies, volume_people)
AMOUNTS: tuple[Amount, ...] = tuple(amount for section in SECTIONS for amount in section.AMOUNTS)


def load(amounts: Mapping[str, int]) -> dict[str, int]:
    """Add so many of each; of what is not named, none."""
    added: dict[str, int] = {}
    for section in SECTIONS:
        added |= section.load(**{amount.name: amounts.get(amount.name, 0) for amount in section.AMOUNTS})
    return added
