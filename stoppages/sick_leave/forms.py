"""What is typed of an arrêt de travail: the arrêt, the return, the letter."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from core.dates import DayField
from core.french import counted
from core.uploads import Upload
from stoppages.enums import ResumptionReason, SickLeaveReason
from stoppages.forms import files_field
from stoppages.models import SickLeave
from stoppages.sick_leave.leave_rights import carried_from
from stoppages.sick_leave.queries import days_of
from stoppages.sick_leave.reasons import DATED_REASONS
from stoppages.sick_leave.values import LetterLine, Resumption, SickLeaveValues

_CHOOSE = {"required": "Choisissez dans la liste.", "invalid_choice": "Choisissez dans la liste."}
_FILES_HELP = "Ne joignez jamais le volet médical, ni rien qui dise la maladie."
_MOST_DAYS_OF_A_PERIOD = 99
_TOO_MANY = f"Pas plus de {counted(_MOST_DAYS_OF_A_PERIOD, 'jour')} : vérifiez ce nombre."
_NO, _YES = "no", "yes"
_FIRST = "first"


def _earliest() -> date:
    return timezone.localdate() - settings.STOPPAGE_MAX_BACK


def _latest() -> date:
    return timezone.localdate() + settings.ABSENCE_MAX_AHEAD


def _day(label: str, missing: str, **options: Any) -> DayField:
    options = {"earliest": _earliest, "latest": _latest, **options}
    return DayField(label=label, error_messages={"required": missing}, **options)


class SickLeaveForm(forms.Form):
    """The words are those of DSN block S21.G00.60. `before`: the arrêts that this one may prolong."""

    reason = forms.ChoiceField(
        label="Motif de l’arrêt",
        choices=[("", "Choisissez un motif"), *SickLeaveReason.choices],
        error_messages=_CHOOSE,
    )
    prolongs = forms.ChoiceField(label="Premier arrêt ou prolongation", initial=_FIRST, error_messages=_CHOOSE)
    last_worked_on = _day("Dernier jour travaillé", "Saisissez le dernier jour travaillé.")
    starts_on = _day("Premier jour d’arrêt", "Saisissez le premier jour d’arrêt.")
    expected_end_on = _day(
        "Fin prévisionnelle", "Saisissez la fin prévisionnelle.", help_text="Dernier jour d’arrêt, compris."
    )
    accident_on = _day(
        "Date de l’accident ou de la maladie professionnelle",
        "",
        required=False,
        earliest=date(1950, 1, 1),
        latest=timezone.localdate,
        shown_for=f"id_reason:{','.join(DATED_REASONS)}",
    )
    subrogation = forms.ChoiceField(
        label="Subrogation",
        help_text="L’entreprise reçoit-elle les indemnités journalières à la place du salarié ?",
        choices=[(_NO, "Non"), (_YES, "Oui")],
        initial=_NO,
        error_messages=_CHOOSE,
    )
    subrogation_from = _day("Subrogation du", "", required=False, shown_for=f"id_subrogation:{_YES}")
    subrogation_to = _day("Subrogation au", "", required=False, shown_for=f"id_subrogation:{_YES}")

    def __init__(self, *args: Any, before: Iterable[SickLeave] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._before = {leave.case.public_id: leave for leave in before}
        self.fields["files"] = files_field("Volet employeur", _FILES_HELP)
        if not self._before:
            del self.fields["prolongs"]
            return
        choices = [(ref, f"Prolongation de l’arrêt {days_of(leave).label}") for ref, leave in self._before.items()]
        self.fields["prolongs"].choices = [(_FIRST, "Premier arrêt"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        self._clean_days(typed)
        self._clean_accident(typed)
        self._clean_subrogation(typed)
        return typed

    def _clean_days(self, typed: dict[str, Any]) -> None:
        worked, first, last = (typed.get(name) for name in ("last_worked_on", "starts_on", "expected_end_on"))
        if worked and first and first < worked:
            self.add_error("starts_on", "L’arrêt commence avant le dernier jour travaillé : corrigez l’un des deux.")
        if first and last and last < first:
            self.add_error("expected_end_on", "La fin est avant le premier jour d’arrêt : corrigez l’un des deux.")

    def _clean_accident(self, typed: dict[str, Any]) -> None:
        if typed.get("reason") not in DATED_REASONS:
            typed["accident_on"] = None
            return
        happened, first = typed.get("accident_on"), typed.get("starts_on")
        if happened is None and "accident_on" not in self.errors:
            self.add_error("accident_on", "Saisissez la date de l’accident, ou de la maladie professionnelle.")
        if happened and first and happened > first:
            self.add_error("accident_on", "L’accident est après le premier jour d’arrêt : corrigez l’un des deux.")

    def _clean_subrogation(self, typed: dict[str, Any]) -> None:
        if typed.get("subrogation") != _YES:
            typed["subrogation_from"] = typed["subrogation_to"] = None
            return
        start, end = typed.get("subrogation_from"), typed.get("subrogation_to")
        for name, day in (("subrogation_from", start), ("subrogation_to", end)):
            if day is None and name not in self.errors:
                self.add_error(name, "Saisissez cette date, ou choisissez « Non » pour la subrogation.")
        if start and end and end < start:
            self.add_error("subrogation_to", "La subrogation finit avant de commencer : corrigez l’une des dates.")

    def values(self) -> SickLeaveValues:
        """Of a valid form."""
        typed = self.cleaned_data
        prolonged = self._before.get(typed.get("prolongs", ""))
        return SickLeaveValues(
            reason=SickLeaveReason(typed["reason"]),
            last_worked_on=typed["last_worked_on"],
            starts_on=typed["starts_on"],
            expected_end_on=typed["expected_end_on"],
            accident_on=typed["accident_on"],
            subrogation_from=typed["subrogation_from"],
            subrogation_to=typed["subrogation_to"],
            prolongs=prolonged.case if prolonged is not None else None,
        )

    @property
    def uploads(self) -> list[Upload]:
        return list(self.cleaned_data["files"])


def typed_of(leave: SickLeave) -> dict[str, Any]:
    """What the form shows of an arrêt before it is changed."""
    names = ("last_worked_on", "starts_on", "expected_end_on", "accident_on", "subrogation_from", "subrogation_to")
    values = {name: getattr(leave, name) for name in ("reason", *names)}
    return {
        **values,
        "subrogation": _YES if leave.has_subrogation else _NO,
        "prolongs": leave.first.public_id if leave.first else "",
    }


def typed_of_extension(leave: SickLeave) -> dict[str, Any]:
    """What the form proposes to prolong an arrêt."""
    start = leave.expected_end_on + timedelta(days=1)
    names = ("reason", "last_worked_on", "accident_on")
    return {**{name: getattr(leave, name) for name in names}, "starts_on": start, "prolongs": leave.case.public_id}


class ResumptionForm(forms.Form):
    on = _day("Reprise le", "Saisissez le jour de la reprise.", help_text="Premier jour de nouveau travaillé.")
    reason = forms.ChoiceField(label="Motif de la reprise", choices=ResumptionReason.choices, error_messages=_CHOOSE)

    def resumption(self) -> Resumption:
        """Of a valid form."""
        return Resumption(self.cleaned_data["on"], ResumptionReason(self.cleaned_data["reason"]))


class LetterForm(forms.Form):
    """`lines`: leave that the portal knows, typed over at will; until when is not asked of what is carried over, which
    is counted from the day of the letter.
    """

    handed_on = _day(
        "Lettre remise le",
        "Saisissez le jour où vous remettez la lettre.",
        help_text="Les mois de report se comptent du jour où le salarié la reçoit.",
    )

    def __init__(self, *args: Any, lines: Sequence[LetterLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines = lines
        for rank, line in enumerate(lines):
            what = f"Jours ouvrables {line.period}" + (", reportés" if line.until is None else "")
            self.fields[f"days_{rank}"] = _days_field(what, line.days)
            if line.until is not None:
                label = f"Jusqu’au, pour les jours {line.period}"
                self.fields[f"until_{rank}"] = _day(label, "Saisissez cette date.", initial=line.until)

    def lines(self) -> list[LetterLine]:
        """Of a valid form; what is nothing is not written."""
        carried = carried_from(self.cleaned_data["handed_on"])
        given = [
            LetterLine(line.period, self.cleaned_data[f"days_{rank}"], self.cleaned_data.get(f"until_{rank}", carried))
            for rank, line in enumerate(self._lines)
        ]
        return [line for line in given if line.days] or given[:1]


class ReceivedForm(forms.Form):
    received_on = _day(
        "Lettre reçue le", "Saisissez le jour où le salarié a reçu la lettre.", latest=timezone.localdate
    )


def _days_field(label: str, initial: Decimal | None) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        initial=initial,
        min_value=Decimal(0),
        max_value=Decimal(_MOST_DAYS_OF_A_PERIOD),
        max_digits=4,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-unit": "jours"}),
        error_messages={
            "required": "Saisissez le nombre de jours, 0 s’il n’y en a pas.",
            "invalid": "Écrivez un nombre de jours, comme 12 ou 2,5.",
            "min_value": "Ce nombre n’est pas négatif : 0 s’il n’y a pas de jour.",
            "max_value": _TOO_MANY,
            "max_digits": "Écrivez un nombre de jours, comme 12 ou 2,5.",
            "max_decimal_places": "Deux décimales au plus, comme 2,5.",
            "max_whole_digits": _TOO_MANY,
        },
    )
