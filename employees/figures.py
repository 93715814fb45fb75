"""Amounts and hours as people type them in French: « 1 234,50 € », « 35h30 »."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

_MOST_DIGITS = 7  # before the comma
_CENT = Decimal("0.01")
_WHOLE = r"[0-9]{1,3}(?: [0-9]{3})+|[0-9]+"
_AMOUNT = re.compile(
    rf"(?P<whole>{_WHOLE}|[0-9]{{1,3}}(?:\.[0-9]{{3}})+(?=,))(?:[.,](?P<decimals>[0-9]+))? ?(?:€|euros?|eur)?"
)
_DECIMAL_HOURS = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,2}))? ?(?:h|heures?)?")
_HOURS_AND_MINUTES = re.compile(r"([0-9]{1,4}) ?(?:h|heures?|:) ?([0-9]{2}) ?(?:min|mn|minutes?)?")


def read_amount(typed: str) -> Decimal:
    """An amount of euros, to the cent. Raises ValidationError, in words."""
    written = _AMOUNT.fullmatch(_spaced(typed))
    if not written:
        raise ValidationError("Écrivez le montant en euros, comme 1 234,50.", code="invalid")
    whole, decimals = re.sub(r"[ .]", "", written["whole"]).lstrip("0"), written["decimals"] or ""
    if len(decimals) > 2:
        raise ValidationError(
            "Écrivez deux décimales au plus après la virgule, comme 12,50 ; sans point pour les milliers.",
            code="decimals",
        )
    if len(whole) > _MOST_DIGITS:
        raise ValidationError("Ce montant est trop élevé : vérifiez la virgule.", code="too_high")
    return Decimal(f"{whole or 0}.{decimals or 0}").quantize(_CENT)


def read_hours(typed: str) -> Decimal:
    """A number of hours, to the hundredth: 35h20 is 35.33. Raises ValidationError, in words."""
    written = _spaced(typed)
    if hours_and_minutes := _DECIMAL_HOURS.fullmatch(written):
        return Decimal(f"{hours_and_minutes[1]}.{hours_and_minutes[2] or 0}").quantize(_CENT)
    hours_and_minutes = _HOURS_AND_MINUTES.fullmatch(written)
    if not hours_and_minutes:
        raise ValidationError("Écrivez les heures comme 35, 35,5 ou 35h30.", code="invalid")
    hours, minutes = int(hours_and_minutes[1]), int(hours_and_minutes[2])
    if minutes > 59:
        raise ValidationError("Les minutes vont de 00 à 59 : écrivez les heures comme 35h30.", code="minutes")
    return (hours + Decimal(minutes) / 60).quantize(_CENT, rounding=ROUND_HALF_UP)


def _spaced(typed: str) -> str:
    """Lower case, one ordinary space for those of any kind."""
    return " ".join(typed.lower().split())
