"""What is asked of whoever takes an appointment."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.french import counted
from core.lines import LineField, ParagraphField
from core.phone_numbers import read_phone, written_phone
from employees.nir import refuse_nir
from support.models import Agenda, Subject
from support.models.appointments import NOTE_MAX_LENGTH

_CHOOSE = "Choisissez l’objet dans la liste."


class PhoneField(LineField):
    """A number that the caisse can call, stored in E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        return read_phone(typed) if typed else ""


class AppointmentForm(forms.Form):
    """Asks for a number when the caisse is the one that calls."""

    subject = forms.ChoiceField(
        label="Objet", error_messages={"required": "Choisissez l’objet.", "invalid_choice": _CHOOSE}
    )
    phone = PhoneField(
        label="Numéro à rappeler",
        error_messages={"required": "Écrivez le numéro auquel la caisse vous appellera."},
    )
    note = ParagraphField(
        label="Précisions",
        required=False,
        max_length=NOTE_MAX_LENGTH,
        validators=[refuse_nir],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qu’il faut préparer pour vous répondre. N’écrivez aucune information médicale.",
        error_messages={"max_length": f"Écrivez {counted(NOTE_MAX_LENGTH, 'caractère')} au plus."},
    )

    def __init__(self, typed: Any, *, agenda: Agenda, subjects: Sequence[Subject], mobile: str) -> None:
        super().__init__(typed, initial={"phone": written_phone(mobile) if mobile else ""})
        self._subjects = {subject.code: subject for subject in subjects}
        names = ((code, subject.name) for code, subject in self._subjects.items())
        chosen: Any = self.fields["subject"]
        chosen.choices = [("", "Choisissez un objet"), *names]
        if not agenda.asks_phone:
            del self.fields["phone"]

    @property
    def chosen_subject(self) -> Subject:
        return self._subjects[self.cleaned_data["subject"]]
