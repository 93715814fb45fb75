"""Fields and filters that several journeys of the stoppages ask for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings

from core.lines import LineField
from core.upload_field import UploadsField
from stoppages.values import WantedPayments
from stoppages.words import campaign_label

_CHOOSE = {"invalid_choice": "Choisissez dans la liste."}


def files_field(label: str, help_text: str, **options: Any) -> UploadsField:
    """Asked anew for each form: limits are settings."""
    field = UploadsField(
        max_files=settings.STOPPAGE_FILES_AT_ONCE,
        max_bytes=settings.STOPPAGE_FILES_MAX_BYTES,
        label=label,
        required=options.pop("required", False),
        **options,
    )
    field.help_text = f"{help_text} {field.limits}".strip()
    return field


class PaymentsForm(forms.Form):
    """Sent by its address; offers the years and the campaigns in which something was paid."""

    q = LineField(
        label="Salarié, dossier ou virement",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    annee = forms.TypedChoiceField(
        label="Année du versement", coerce=int, required=False, empty_value=None, error_messages=_CHOOSE
    )
    campagne = forms.TypedChoiceField(
        label="Campagne", coerce=int, required=False, empty_value=None, error_messages=_CHOOSE
    )

    def __init__(self, typed: Any, *, years: Iterable[int], campaigns: Iterable[int]) -> None:
        super().__init__(typed)
        self._offer("annee", [("", "Toutes"), *((str(year), str(year)) for year in years)])
        self._offer("campagne", [("", "Toutes"), *((str(year), campaign_label(year)) for year in campaigns)])

    @property
    def wanted(self) -> WantedPayments:
        self.is_valid()
        typed = self.cleaned_data
        return WantedPayments(typed.get("q", ""), typed.get("annee"), typed.get("campagne"))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices
