"""The file of a list of people: what can be said of it at once; the rest is for the job that reads it."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core.antivirus import refuse_infected
from core.exports import XLSX
from core.french import counted
from core.tables import UnreadableTable, too_heavy
from core.tables.kinds import ZIP, refuse_other_kinds
from core.uploads import Upload, harmless_name

_CSV = "text/csv"


class ListFileForm(forms.Form):
    """`cleaned_data["file"]` is an `Upload`."""

    file = forms.FileField(
        label="Fichier de vos salariés",
        widget=forms.FileInput(attrs={"accept": f".csv,.xlsx,{_CSV},{XLSX}"}),
        error_messages={
            "required": "Choisissez le fichier à envoyer.",
            "empty": "Ce fichier est vide : choisissez-en un autre.",
        },
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        limit = settings.EMPLOYEE_IMPORT_MAX_BYTES // 1024**2
        lines = counted(settings.EMPLOYEE_IMPORT_MAX_LINES, "ligne")
        self.fields["file"].help_text = f"CSV ou XLSX ; {lines} et {limit} Mo au plus."

    def clean_file(self) -> Upload:
        file: UploadedFile = self.cleaned_data["file"]
        limit = settings.EMPLOYEE_IMPORT_MAX_BYTES
        if (file.size or 0) > limit:
            raise ValidationError(too_heavy(limit), code="too_big")
        content = file.read()
        content_type = _type_of(content)
        refuse_infected(content)
        return Upload(harmless_name(file.name or "", _extension(content_type)), content_type, content)


def _type_of(content: bytes) -> str:
    """From its first bytes, whatever its name says."""
    try:
        refuse_other_kinds(content)
    except UnreadableTable as error:
        raise ValidationError(str(error), code="type") from None
    return XLSX if content.startswith(ZIP) else _CSV


def _extension(content_type: str) -> str:
    return ".xlsx" if content_type == XLSX else ".csv"
