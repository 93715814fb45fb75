"""What is typed to write to the caisse."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings

from adherents.models import Establishment
from core.lines import ParagraphField
from core.linked import Linked
from core.upload_field import UploadsField
from employees.nir import refuse_nir
from support.models import BODY_MAX_LENGTH, Subject
from support.values import MessageValues, Opening

_WHOLE = ""
_CHOOSE = "Choisissez dans la liste."


def _body_field(label: str, rows: int) -> ParagraphField:
    return ParagraphField(
        label=label,
        max_length=BODY_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[refuse_nir],
        help_text="Aucune information médicale (maladie, traitement), ni numéro de sécurité sociale.",
        error_messages={"required": "Écrivez votre message."},
    )


def _files_field() -> UploadsField:
    """Asked anew for each form: limits are settings."""
    field = UploadsField(
        max_files=settings.MESSAGE_FILES_AT_ONCE,
        max_bytes=settings.MESSAGE_FILES_MAX_BYTES,
        label="Pièces jointes",
        required=False,
    )
    field.help_text = field.limits
    return field


class MessageForm(forms.Form):
    """A message in a conversation."""

    body = _body_field("Votre message", rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = _files_field()

    def values(self) -> MessageValues:
        """Of a valid form."""
        return MessageValues(self.cleaned_data["body"], self.cleaned_data["files"])


class WriteForm(forms.Form):
    """The first message. `subjects`: those of the caisse, in the order shown; `sites`: asked for where there are
    several; `about`: what the page one comes from shows, which may be left out.
    """

    subject = forms.ChoiceField(
        label="Objet", error_messages={"required": "Choisissez l’objet de votre message.", "invalid_choice": _CHOOSE}
    )
    about = forms.BooleanField(required=False)
    site = forms.ChoiceField(label="Site concerné", required=False, error_messages={"invalid_choice": _CHOOSE})
    body = _body_field("Votre message", rows=8)

    def __init__(
        self,
        *args: Any,
        subjects: Sequence[Subject],
        sites: Sequence[Establishment],
        about: Linked | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._subjects = {subject.code: subject for subject in subjects}
        self._sites = {site.public_id: site for site in sites}
        self._about = about
        self._choose("subject", [("", "Choisissez un objet"), *((one.code, one.name) for one in subjects)])
        self._choose("site", [(_WHOLE, "Toute l’entreprise"), *((one.public_id, one.name) for one in sites)])
        if len(sites) < 2 or (about is not None and about.establishment_id):  # noqa: PLR2004
            del self.fields["site"]
        if about is None:
            del self.fields["about"]
        else:
            self.fields["about"].label = f"À propos de : {about.label}"
            self.fields["about"].help_text = "Votre message n’est lu que par ceux qui peuvent voir ce dont il parle."
        self.fields["files"] = _files_field()

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def has_subjects(self) -> bool:
        return bool(self._subjects)

    def opening(self) -> Opening:
        """Of a valid form."""
        typed = self.cleaned_data
        about = self._about if typed.get("about") else None
        return Opening(self._subjects[typed["subject"]], self._sites.get(typed.get("site", _WHOLE)), about)

    def values(self) -> MessageValues:
        """Of a valid form."""
        return MessageValues(self.cleaned_data["body"], self.cleaned_data["files"])
