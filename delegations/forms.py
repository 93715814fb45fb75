"""Fields and forms that several journeys of delegations share."""

from typing import Any

from django import forms

from core.lines import LineField, ParagraphField
from core.rights import DELEGABLE, Right
from core.rights_field import RightsField


def siret_field() -> forms.CharField:
    return LineField(
        label="SIRET du cabinet",
        help_text="14 chiffres.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": "Saisissez le SIRET du cabinet : il compte 14 chiffres."},
    )


class RightsForm(forms.Form):
    """What may be given to a firm."""

    rights = RightsField(choices=DELEGABLE)

    def __init__(self, *args: Any, rights: frozenset[Right] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rights"].initial = sorted(rights)


def reason_field(help_text: str) -> forms.CharField:
    return ParagraphField(
        label="Motif",
        help_text=help_text,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Indiquez le motif : il sera lu par les deux parties."},
    )


class RevocationForm(forms.Form):
    """Why the delegation ends."""

    reason = reason_field("Il est écrit au cabinet et gardé dans l’historique.")
