"""What a delegation gives, in the words of a page, an e-mail or a line of history."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from core.identity import written_email
from core.rights import DELEGABLE, Right, in_words
from core.rights_profiles import summed_up
from core.templatetags.portal import french_date, moment


# A page of clients says the same few sets of rights again and again.
@lru_cache(maxsize=1024)
def rights_in_words(rights: frozenset[Right]) -> tuple[str, ...]:
    """As `core.rights.in_words`, but for everything that may be given, which is said in one line."""
    return ("Toutes les sections : consulter et agir",) if rights >= DELEGABLE else tuple(in_words(rights))


@lru_cache(maxsize=1024)
def rights_summed_up(rights: frozenset[Right]) -> tuple[str, ...]:
    """For a line of a list: by the profile that it is, or nearly."""
    return tuple(summed_up(rights, DELEGABLE))


def invitation_in_words(email: str, sent_at: datetime | None) -> str:
    """Which letter is waited for, and since when."""
    return f"Invitation envoyée à {written_email(email)} {moment(sent_at)}" if email and sent_at else ""


def sites_in_words(all_sites: bool, names: Iterable[str]) -> str:
    return "Tous les sites" if all_sites else ", ".join(names) or "Aucun site"


def period_in_words(starts_on: date, ends_on: date | None) -> str:
    start = f"À partir du {french_date(starts_on)}"
    return f"{start}, sans fin prévue" if ends_on is None else f"Du {french_date(starts_on)} au {french_date(ends_on)}"
