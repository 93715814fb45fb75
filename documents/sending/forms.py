"""What is typed of a document to send."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings

from adherents.models import Establishment
from core.lines import ParagraphField
from core.upload_field import UploadsField
from core.uploads import Upload
from documents.models import DocumentKind, SentDocument
from documents.values import SendingValues
from employees.nir import refuse_nir

_WHOLE = ""
_NOTE_MAX_LENGTH = 600


class SendForm(forms.Form):
    """`kinds`: those that may be sent; `sites`: asked for where there are several."""

    kind = forms.ChoiceField(
        label="Type de document",
        error_messages={"required": "Choisissez le type du document.", "invalid_choice": "Choisissez dans la liste."},
    )
    site = forms.ChoiceField(
        label="Site concerné", required=False, error_messages={"invalid_choice": "Choisissez dans la liste."}
    )
    note = ParagraphField(
        label="Précision pour votre caisse",
        help_text="Ce que le document ne dit pas de lui-même. Jamais de numéro de sécurité sociale.",
        max_length=_NOTE_MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_nir],
    )

    def __init__(
        self, *args: Any, kinds: Sequence[DocumentKind], sites: Sequence[Establishment], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = {kind.code: kind for kind in kinds}
        self._sites = {site.public_id: site for site in sites}
        kind: Any = self.fields["kind"]
        kind.choices = [("", "Choisissez un type"), *((code, one.name) for code, one in self._kinds.items())]
        site: Any = self.fields["site"]
        site.choices = [(_WHOLE, "Toute l’entreprise"), *((ref, one.name) for ref, one in self._sites.items())]
        if len(sites) < 2:  # noqa: PLR2004
            del self.fields["site"]
        self.fields["files"] = files_field()

    def values(self, employee: Any) -> SendingValues:
        """Of a valid form."""
        typed = self.cleaned_data
        site = self._sites.get(typed.get("site", _WHOLE))
        return SendingValues(self._kinds[typed["kind"]], typed["note"], site, employee)

    @property
    def uploads(self) -> list[Upload]:
        return list(self.cleaned_data["files"])


def files_field() -> UploadsField:
    """Asked anew for each form: limits are settings."""
    field = UploadsField(
        max_files=settings.SENT_FILES_AT_ONCE,
        max_bytes=settings.SENT_FILES_MAX_BYTES,
        label="Fichiers",
        error_messages={"required": "Choisissez le fichier à envoyer."},
    )
    field.help_text = f"Un même document en plusieurs fichiers part en un seul envoi. {field.limits}"
    return field


def typed_of(sending: SentDocument) -> dict[str, str]:
    """What the form proposes to send again what was refused."""
    site = sending.establishment
    return {"kind": sending.kind.code, "note": sending.note, "site": site.public_id if site else _WHOLE}
