"""What the staff type of a conversation: an answer, a note, who follows it, why a file is masked."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from accounts.models import User
from adherents.models import Caisse
from core.french import counted
from core.lines import ParagraphField
from core.upload_field import UploadsField
from core.uploads import Upload
from employees.nir import refuse_nir
from support.enums import MASKING_REASONS
from support.models import CannedAnswer, Conversation
from support.models.conversations import BODY_MAX_LENGTH

_NOTE_MAX_LENGTH = 2000
# What `core.rich_text` draws.
WRITTEN_SO = (
    "Mise en forme : **gras**, *italique*, une liste par des lignes qui commencent par « - », [mot](https://adresse)."
)
Typed = Mapping[str, Any] | None


def _too_long(limit: int) -> str:
    return f"Écrivez {counted(limit, 'caractère')} au plus."


class AnswerForm(forms.Form):
    """`canned`: those that may be put in; what is typed is never replaced by one."""

    canned = forms.ChoiceField(
        label="Réponse type",
        required=False,
        help_text="Elle s’ajoute à la suite de ce que vous avez écrit, et se corrige avant l’envoi.",
        error_messages={"invalid_choice": "Choisissez une réponse type dans la liste."},
    )
    body = ParagraphField(
        label="Réponse à l’entreprise",
        max_length=BODY_MAX_LENGTH,
        validators=[refuse_nir],
        widget=forms.Textarea(attrs={"rows": 8, "cols": 80}),
        help_text=WRITTEN_SO,
        error_messages={"required": "Écrivez la réponse.", "max_length": _too_long(BODY_MAX_LENGTH)},
    )
    files = UploadsField(label="Pièces jointes", required=False, max_files=1, max_bytes=1)  # type: ignore[assignment]

    def __init__(self, *args: Any, canned: Iterable[CannedAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_answer_%s", **kwargs})
        self._canned = {str(one.pk): one for one in canned}
        choice, files = self.fields["canned"], self.fields["files"]
        choice.choices = [("", "Choisissez une réponse type"), *_grouped(self._canned.values())]  # type: ignore[attr-defined]
        files.max_files, files.max_bytes = settings.MESSAGE_FILES_AT_ONCE, settings.MESSAGE_FILES_MAX_BYTES  # type: ignore[attr-defined]
        files.help_text = files.limits  # type: ignore[attr-defined]

    @property
    def has_canned(self) -> bool:
        return bool(self._canned)

    @property
    def uploads(self) -> list[Upload]:
        return list(self.cleaned_data["files"])

    def with_canned(self) -> str | None:
        """What is typed, then the answer that was chosen; None when none was. Nothing is checked of the rest."""
        chosen = self._canned.get(self.data.get("canned", ""))
        typed = self.data.get("body", "").rstrip()
        return None if chosen is None else f"{typed}\n\n{chosen.body}" if typed else chosen.body


def _grouped(canned: Iterable[CannedAnswer]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Under the name of their subject, in the order given."""
    groups = groupby(canned, key=lambda one: one.subject.name if one.subject else "Tous les objets")
    return [(name, [(str(one.pk), one.title) for one in listed]) for name, listed in groups]


class NoteForm(forms.Form):
    note = ParagraphField(
        label="Note",
        max_length=_NOTE_MAX_LENGTH,
        validators=[refuse_nir],
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text="Pour vos collègues : l’entreprise ne la lit jamais.",
        error_messages={"required": "Écrivez la note.", "max_length": _too_long(_NOTE_MAX_LENGTH)},
    )


class EntrustForm(forms.Form):
    to = forms.ModelChoiceField(
        label="Confier à",
        queryset=User.objects.none(),
        required=False,
        empty_label="Personne en particulier",
        error_messages={"invalid_choice": "Choisissez un collègue dans la liste."},
    )

    def __init__(self, row: Conversation, agents: QuerySet[User], data: Typed = None) -> None:
        super().__init__(data, auto_id="id_entrust_%s", initial={"to": row.assigned_to_id})
        self.fields["to"].queryset = agents  # type: ignore[attr-defined]


class TransferForm(forms.Form):
    """`caisses`: those that know the company."""

    to = forms.ModelChoiceField(
        label="Caisse",
        queryset=Caisse.objects.none(),
        empty_label="Choisissez une caisse",
        help_text=(
            "Une caisse dont l’entreprise est aussi adhérente. Elle lit l’échange et ses pièces, pas vos notes "
            "internes ; l’échange quitte votre file, et l’entreprise en est avertie."
        ),
    )

    def __init__(self, caisses: QuerySet[Caisse], data: Typed = None) -> None:
        super().__init__(data, auto_id="id_transfer_%s")
        field = self.fields["to"]
        field.queryset = caisses  # type: ignore[attr-defined]
        field.error_messages = dict.fromkeys(("required", "invalid_choice"), self._refusal(caisses) if data else "")

    @staticmethod
    def _refusal(caisses: QuerySet[Caisse]) -> str:
        if caisses.exists():
            return "Choisissez dans la liste une caisse dont l’entreprise est adhérente."
        return (
            "Cette entreprise n’est adhérente d’aucune autre caisse : l’échange ne peut pas être transmis. "
            "Répondez-lui à qui s’adresser."
        )


class MaskForm(forms.Form):
    """`is_masked`: already; its content may still be deleted."""

    reason = forms.ChoiceField(
        label="Motif",
        choices=[("", "Choisissez un motif"), *MASKING_REASONS],
        help_text="L’entreprise le lit à la place de la pièce.",
        error_messages={"required": "Choisissez le motif : l’entreprise le lit."},
    )
    deletes = forms.BooleanField(
        label="Supprimer aussi le fichier, définitivement",
        required=False,
        help_text="Sans cela, le fichier reste conservé, mais plus personne ne l’ouvre.",
    )

    def __init__(self, *args: Any, is_masked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_masked:
            del self.fields["reason"]
            self.fields["deletes"].required = True
            self.fields["deletes"].error_messages["required"] = "Cochez la case pour supprimer le fichier."
