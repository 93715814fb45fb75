"""Tags and filters of the portal: icons, and the way French numbers, identifiers and dates are written.

    {% load portal %}
    {% style_sheets %}                        the links to those of every page (`core.style_sheets`)
    {% icon "house" %}                        decorative, hidden from assistive technology
    {% icon "check-lg" label="Certifié" %}    stands alone, so it has a name
    {{ siret|siret }}      552 081 317 00042
    {{ siren|siren }}      552 081 317
    {{ theme|brand }}      #1d4e79, where no style sheet is read
    {{ number|tel }}       a link that dials it: 06 12 34 56 78, or +32 2 123 45 67 for a number from elsewhere
    {{ number|phone }}     the same without the link: in a control, in a message
    {{ amount|euros }}     3 412,80 €
    {{ day|french_date }}  1er décembre 2026
    {{ day|near_date }}    1er décembre, with the year when it is not this one
    {{ day|short_date }}   01/12/2026
    {{ instant|instant }}  3 mars 2026 à 8 h 05
    {{ instant|moment }}   aujourd’hui à 17 h 42 · hier à 9 h · le 3 mars 2026 à 8 h 05
    {{ text|nbsp_punctuation }}   no line starts with « : » or « ? »
    {{ count|counted:"jour" }}    1 jour, 2 jours; salarié{{ count|plural }} (`core.french`)
    {{ name|de }}          d’Alice; {{ name|de:"strong" }} emphasises the name; {{ name|que }}: qu’Omar
    {% rows "employees/people.jinja" people=page %}   what a page shows by tens, written by Jinja2 (`core.rows`)
    {% component "tag" "Versé" kind="ok" %}           a part that rows show too: a macro of `rows/components.jinja`
    {% crumb person.full_name "employees:employee" access.tiers.ref person.public_id %}   a page of the breadcrumb
    {% details %}{% fact "SIREN" %}{{ company.siren|siren }}{% endfact %}{% enddetails %}   facts by name; layout="two",
        "actions" or "two actions"; a list of (label, value) is `components/description_list.html`

All spaces inside a value are no-break spaces, so that a value is never cut at the end of a line. Filters never fail:
what they do not understand comes back unchanged.
"""

import datetime
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from typing import Any, cast

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BaseForm, BoundField
from django.template import Context, engines
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import french
from core.brand import brand_of
from core.identifiers import written_siren, written_siret
from core.identity import written_email
from core.phone_numbers import dialled_phone, masked_phone, written_phone
from core.static_files import HashedStaticFiles, PlainStaticFiles

register = template.Library()

NBSP = "\N{NO-BREAK SPACE}"
_BEFORE = re.compile(r" ([:;?!»%€])")
_HOUR = re.compile(r"(?<=[0-9]) h\b(?: (?=[0-9]))?")  # 8 h 30


@register.simple_tag
def style_sheets() -> SafeString:
    """The links to what every page is styled by; a section adds its own in the block « section_style »."""
    storage = cast(PlainStaticFiles | HashedStaticFiles, staticfiles_storage)
    names = ("vendor/bootstrap/bootstrap.css", *storage.style_sheets)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((storage.url(name),) for name in names))


@register.simple_tag
def icon(name: str, label: str = "", size: int = 20) -> SafeString:
    """An icon of the sprite. Without a label it is decoration: the text beside it must say the same thing."""
    # Not `static`, which looks for the application of static files among all of them at each call.
    return _drawn(f"{staticfiles_storage.url('icons.svg')}#{name}", label, size)


@lru_cache(maxsize=512)
def _drawn(address: str, label: str, size: int) -> SafeString:
    if label:
        return format_html(
            '<svg class="icon" width="{0}" height="{0}" role="img" aria-label="{1}"><use href="{2}"></use></svg>',
            size,
            label,
            address,
        )
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" aria-hidden="true" focusable="false"><use href="{1}"></use></svg>',
        size,
        address,
    )


@register.simple_tag(takes_context=True)
def rows(context: Context, template_name: str, **given: Any) -> SafeString:
    """Rows by tens, of which a template of Django's would cost most of the page; with the token of their forms."""
    request: Any = context.get("request")
    token = SimpleLazyObject(partial(csrf_input, request))
    return SafeString(engines["rows"].get_template(template_name).render({"csrf_input": token, **given}))


@register.simple_block_tag
def details(content: str, layout: str = "") -> SafeString:
    """A description list. `layout`: «two» columns, «actions» when facts have buttons, «apart» from what is above."""
    kinds = {"two": "details--two", "actions": "details--actions", "apart": "mt-3"}
    names = " ".join(["details", *(kinds[word] for word in layout.split())])
    return format_html('<dl class="{}">{}</dl>', names, content)


@register.simple_block_tag
def fact(content: str, label: object) -> SafeString:
    return format_html('<dt>{}</dt><dd class="text-break">{}</dd>', label, content)


@register.filter
def unit(field: BoundField) -> str:
    """What the number typed is a number of: €, h. The hint says it in words."""
    return str(field.field.widget.attrs.get("data-unit", ""))


@register.filter
def summed_up(field: BoundField, error: str) -> str:
    """A line of the summary: the field, what is wrong. The label of a check box may be a sentence."""
    return nbsp_punctuation(f"{str(field.label).rstrip('.')} : {error}")


@register.filter
def error_count(form: BaseForm) -> int:
    return sum(len(errors) for errors in form.errors.values())


@register.simple_tag
def crumb(label: str, page: str, *args: object) -> SafeString:
    """A page of the breadcrumb. `page`: a name of address with its arguments, or the address itself."""
    address = page if page.startswith("/") else reverse(page, args=args)
    return format_html('<li><a href="{}">{}</a></li>', address, label)


@register.simple_tag
def component(name: str, *args: Any, **named: Any) -> SafeString:
    engine: Any = engines["rows"]
    macros = engine.env.get_template("components.jinja").module
    return SafeString(getattr(macros, name)(*args, **named))


@register.filter
def siret(value: object) -> str:
    return written_siret(value)


@register.filter
def siren(value: object) -> str:
    return written_siren(value)


@register.filter
def phone(value: object) -> str:
    """A French number as one dictates it, another one in its international form."""
    return written_phone(value)


@register.filter
def hidden_phone(value: object) -> str:
    """A number that its owner alone recognises."""
    return masked_phone(str(value))


@register.filter
def mail_address(value: object) -> str:
    """Its domain as one reads it (`core.identity.written_email`)."""
    return written_email(str(value))


@register.filter
def brand(theme: object) -> str:
    return brand_of(str(theme or ""))


@register.filter
def tel(value: object) -> str:
    """The same as a link that dials it, wherever a page shows one."""
    dialled, written = dialled_phone(value), written_phone(value)
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', dialled, written) if dialled else written


@register.filter
def euros(value: object) -> str:
    return _euros(str(value))


# A page says the same amounts and the same days again and again.
@lru_cache(maxsize=4096)
def _euros(value: str) -> str:
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return value
    return f"{formats.number_format(amount, decimal_pos=2, force_grouping=True)}{NBSP}€"


@lru_cache(maxsize=4096)
def _day(value: datetime.date) -> str:
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number}{NBSP}{formats.date_format(value, 'F Y')}"


def _hour(value: datetime.datetime) -> str:
    minutes = f"{NBSP}{value.minute:02}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


@register.filter
def short_date(value: datetime.date | None) -> str:
    """As in a column; an instant by the day that it was here, nothing for no day."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


@register.filter
def french_date(value: object) -> str:
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return _day(value) if isinstance(value, datetime.date) else str(value)


@register.filter
def instant(value: datetime.datetime) -> str:
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{_day(local)} à{NBSP}{_hour(local)}"


@register.filter
def near_date(value: datetime.date) -> str:
    """A day as one says it near it: « 15 août », and the year when it is not this one."""
    written = french_date(value)
    return written.removesuffix(f" {timezone.localdate().year}")


@register.filter
def moment(value: object) -> str:
    """An instant of the past, as one says it; the words « le », « hier »… are included."""
    if not isinstance(value, datetime.datetime):
        return str(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    elapsed_days = (timezone.localdate() - local.date()).days
    day = {0: "aujourd’hui", 1: "hier"}.get(elapsed_days, f"le {_day(local)}")
    return f"{day} à{NBSP}{_hour(local)}"


@register.filter
def counted(count: french.Number, noun: str) -> str:
    return french.counted(count, noun).replace(" ", NBSP, 1)


@register.filter
def plural(count: french.Number, forms: str = "s") -> str:
    return french.plural(count, forms)


@register.filter
def de(name: object, element: str = "") -> str:
    """« de » before a name, elided; `element`: that of HTML which emphasises the name."""
    return _after(french.de(name), name, element)


@register.filter
def que(name: object, element: str = "") -> str:
    return _after(french.que(name), name, element)


def _after(words: str, name: object, element: str) -> str:
    if not element:
        return words
    return format_html("{0}<{1}>{2}</{1}>", words.removesuffix(str(name)), element, name)


@register.filter
def nbsp_punctuation(value: object) -> str:
    """Bind French double punctuation, quotation marks, units and hours to the word they go with."""
    bound = _HOUR.sub(lambda hour: hour[0].replace(" ", NBSP), str(value))
    return _BEFORE.sub(rf"{NBSP}\1", bound).replace("« ", f"«{NBSP}")
