"""The file of a list of people: what can be said of it at once; the rest is for the job that reads it."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core.antivirus import refuse_infected
from core.exports import XLSX
from core.uploads import Upload, harmless_name

_ZIP = b"PK\x03\x04"
_CSV = "text/csv"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


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
        lines = f"{settings.EMPLOYEE_IMPORT_MAX_LINES:,}".replace(",", "\N{NO-BREAK SPACE}")
        self.fields["file"].help_text = f"CSV ou XLSX ; {lines} lignes et {limit} Mo au plus."

    def clean_file(self) -> Upload:
        file: UploadedFile = self.cleaned_data["file"]
        limit = settings.EMPLOYEE_IMPORT_MAX_BYTES
        if (file.size or 0) > limit:
            raise ValidationError(
                f"Ce fichier dépasse {limit // 1024**2} Mo, bien plus que n’en demande une liste : gardez la seule "
                "feuille des salariés, sans image, ou partagez-la en plusieurs fichiers.",
                code="too_big",
            )
        content = file.read()
        content_type = _type_of(content)
        refuse_infected(content)
        return Upload(harmless_name(file.name or "", _extension(content_type)), content_type, content)


def _type_of(content: bytes) -> str:
    """From its first bytes, whatever its name says."""
    if content.startswith(_ZIP):
        return XLSX
    if content.startswith(_OLD_OFFICE):
        raise ValidationError(
            "Ce classeur est dans un ancien format, ou protégé par un mot de passe : enregistrez-le au format XLSX, "
            "sans mot de passe, puis envoyez-le.",
            code="type",
        )
    if content.lstrip().startswith(_OTHERS) or b"\x00" in content:
        raise ValidationError(
            "Ce fichier n’est ni un CSV ni un XLSX, quel que soit son nom : dans votre tableur, choisissez "
            "« Enregistrer sous », puis l’un de ces formats.",
            code="type",
        )
    return _CSV


def _extension(content_type: str) -> str:
    return ".xlsx" if content_type == XLSX else ".csv"
