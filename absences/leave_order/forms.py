"""When and how people were told the days of their leave."""

import re
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from absences.enums import NoticeMeans
from absences.leave_order.values import Chosen
from core.dates import DayField

CHOSEN = "conges"
_VALUE = re.compile(r"(?P<ref>[0-9a-z]{1,32})\.(?P<version>[0-9]{1,9})")


def _earliest() -> date:
    return timezone.localdate() - settings.ABSENCE_MAX_BACK


class NoticeForm(forms.Form):
    told_on = DayField(
        label="Communiqué le",
        earliest=_earliest,
        latest=timezone.localdate,
        initial=timezone.localdate,
        error_messages={"required": "Donnez le jour où les dates ont été communiquées."},
    )
    means = forms.ChoiceField(
        label="Par quel moyen",
        choices=NoticeMeans.choices,
        error_messages={"required": "Choisissez un moyen.", "invalid_choice": "Choisissez un moyen de la liste."},
    )

    def __init__(self, typed: QueryDict | None = None) -> None:
        super().__init__(typed)
        self.ticked = typed.getlist(CHOSEN) if typed is not None else []

    @property
    def chosen(self) -> list[Chosen]:
        """Those that are ticked; what is no leave of the list is passed over."""
        values = (_VALUE.fullmatch(value) for value in self.ticked)
        return [Chosen(value["ref"], int(value["version"])) for value in values if value]

    def clean(self) -> dict[str, Any]:
        if not self.chosen:
            self.add_error(None, "Cochez les salariés à qui leurs dates ont été communiquées.")
        return self.cleaned_data
