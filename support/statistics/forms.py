"""Which period is counted, and of which caisse."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from adherents.models import Caisse
from core.dates import DayField
from core.french import counted
from support.statistics.values import CHOSEN, LAST_DAYS, Period

_PERIODS = [*((key, label) for key, label, _ in LAST_DAYS), (CHOSEN, "Du… au…")]
_TOO_LONG = "Choisissez {} au plus : les échanges ne sont pas conservés plus longtemps."


class PeriodForm(forms.Form):
    """`caisses`: those that may be chosen, all of them together by default; None for who is of one."""

    periode = forms.ChoiceField(
        label="Période", choices=_PERIODS, error_messages={"invalid_choice": "Choisissez dans la liste."}
    )
    du = DayField(label="Du", required=False, latest=timezone.localdate, help_text="JJ/MM/AAAA, pour « Du… au… ».")
    au = DayField(label="Au", required=False, latest=timezone.localdate, help_text="Inclus ; vide : aujourd’hui.")
    caisse = forms.ModelChoiceField(
        label="Caisse",
        queryset=Caisse.objects.none(),
        required=False,
        empty_label="Toutes les caisses",
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )

    def __init__(self, data: Any, *, caisses: QuerySet[Caisse] | None) -> None:
        super().__init__({"periode": LAST_DAYS[0][0], **data})
        if caisses is None:
            del self.fields["caisse"]
        else:
            self.fields["caisse"].queryset = caisses  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("periode") == CHOSEN and not self.errors:
            self._check(typed.get("du"), typed.get("au") or timezone.localdate())
        return typed

    def _check(self, first: date | None, last: date) -> None:
        if first is None:
            raise ValidationError({"du": "Saisissez le premier jour de la période."})
        if last < first:
            raise ValidationError({"au": "Choisissez un dernier jour qui n’est pas avant le premier."})
        kept: timedelta = settings.CONVERSATION_RETENTION
        if last - first > kept:
            raise ValidationError({"du": _TOO_LONG.format(counted(kept.days, "jour"))})

    def wanted(self) -> Period:
        """Of a valid form; otherwise the last days, as the page first shows them."""
        today, typed = timezone.localdate(), self.cleaned_data if self.is_valid() else {}
        if typed.get("periode") == CHOSEN:
            return Period(typed["du"], typed["au"] or today)
        days = {key: days for key, _, days in LAST_DAYS}.get(typed.get("periode", ""), LAST_DAYS[0][2])
        return Period(today - timedelta(days=days - 1), today)
