"""What a page shows by tens, written by Jinja2, Django's second engine: the templates of `templates/rows/`.

`{% rows "employees/people.jinja" people=page %}` draws one in a page: it receives what is given to it and nothing else,
and a name that was not given raises. Filters are those of `core.templatetags.portal`, and the few of Django's named
here. A box or an option says by `is_chosen` whether it comes back chosen (`core.typed_again`). A part that pages and
rows both show is a macro of `components.jinja`, which `{% component %}` calls.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.template import defaultfilters
from django.urls import reverse
from django.utils import formats, timezone
from jinja2 import Environment, StrictUndefined

from core.references import ANY_REFERENCE
from core.templatetags import portal
from core.typed_again import is_chosen

_NUMBERS = frozenset({int, float, Decimal})
_FILTERS = (
    portal.siret,
    portal.siren,
    portal.phone,
    portal.mail_address,
    portal.tel,
    portal.euros,
    portal.short_date,
    portal.french_date,
    portal.moment,
    portal.nbsp_punctuation,
    portal.counted,
    portal.plural,
    portal.de,
    portal.que,
    defaultfilters.capfirst,
    defaultfilters.filesizeformat,
    defaultfilters.floatformat,
    defaultfilters.linebreaksbr,
)


def environment(**options: Any) -> Environment:
    """What the settings ask Django for. Everything is escaped, whatever the name of the file."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "finalize": localized}
    rows = Environment(**options, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    rows.globals |= {"icon": portal.icon, "url": url, "addresses": addresses, "is_chosen": is_chosen}
    rows.filters |= {"at": at, "date": date} | {written.__name__: written for written in _FILTERS}
    return rows


def localized(value: Any) -> Any:
    """A number as templates of Django write it: 1 200, 38,5."""
    return formats.localize(value) if type(value) in _NUMBERS else value


def url(name: str, *args: str) -> str:
    return reverse(name, args=args)


def addresses(name: str, *args: str) -> str:
    """Those of a route of which the last argument is the reference of a row: resolved once for all, filled by `at`."""
    return reverse(name, args=[*args, ANY_REFERENCE])


def date(value: Any, written: str) -> str:
    """As Django's: an instant is said by the clock of here."""
    is_instant = isinstance(value, datetime) and timezone.is_aware(value)
    return defaultfilters.date(timezone.localtime(value) if is_instant else value, written)


def at(reference: str, addresses: str) -> str:
    return addresses.replace(ANY_REFERENCE, reference)
