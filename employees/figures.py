"""Amounts and hours as people type them in France."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError

_HOURS = re.compile(r"([0-9]{1,3})\s*(?:h|heures?)\s*([0-5]?[0-9])?\s*(?:min)?", flags=re.IGNORECASE)
_MINUTES = Decimal(60)
_CENTS = Decimal("0.01")


def read_amount(typed: str) -> Decimal:
    """«1 234,50 €» or «1234.5». Raises ValidationError, in words."""
    written = re.sub(r"(\s|€|euros?)", "", typed, flags=re.IGNORECASE).replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", written, flags=re.ASCII):
        raise ValidationError("Écrivez un montant en euros, deux décimales au plus : par exemple 14,25.", code="amount")
    return Decimal(written).quantize(_CENTS)


def read_hours(typed: str) -> Decimal:
    """«35», «38,5» or «35 h 30», in hours, two decimals. Raises ValidationError, in words."""
    text = " ".join(typed.split())
    if found := _HOURS.fullmatch(text):
        return (Decimal(found[1]) + Decimal(found[2] or 0) / _MINUTES).quantize(_CENTS)
    written = text.replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", written, flags=re.ASCII):
        raise ValidationError("Écrivez un nombre d’heures : par exemple 35, 38,5 ou 35 h 30.", code="hours")
    return Decimal(written).quantize(_CENTS)
