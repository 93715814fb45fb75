"""What a page shows by tens, written by Jinja2, Django's second engine: the templates of `templates/rows/`.

`{% rows "employees/people.jinja" people=page %}` draws one in a page: it receives what is given to it and nothing else,
and a name that was not given raises. Filters are those of `core.templatetags.portal`, and the few of Django's named
here. A part that pages and rows both show is a macro of `components.jinja`, which `{% component %}` calls.
"""

from typing import Any

from django.template import defaultfilters
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from core.references import ANY_REFERENCE
from core.templatetags import portal

_FILTERS = (
    portal.siret,
    portal.siren,
    portal.phone,
    portal.euros,
    portal.short_date,
    portal.french_date,
    portal.moment,
    portal.nbsp_punctuation,
    defaultfilters.date,
    defaultfilters.floatformat,
    defaultfilters.pluralize,
    defaultfilters.linebreaksbr,
)


def environment(**options: Any) -> Environment:
    """What the settings ask Django for. Everything is escaped, whatever the name of the file."""
    strict = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    rows = Environment(**{**options, **strict})  # noqa: S701
    rows.globals |= {"icon": portal.icon, "url": url, "addresses": addresses}
    rows.filters |= {"at": at} | {written.__name__: written for written in _FILTERS}
    return rows


def url(name: str, *args: str) -> str:
    return reverse(name, args=args)


def addresses(name: str, *args: str) -> str:
    """Those of a route of which the last argument is the reference of a row: resolved once for all, filled by `at`."""
    return reverse(name, args=[*args, ANY_REFERENCE])


def at(reference: str, addresses: str) -> str:
    return addresses.replace(ANY_REFERENCE, reference)
