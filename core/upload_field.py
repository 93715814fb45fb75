"""A field of several files, each taken for what it is (`core.uploads`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from core import files, uploads
from core.french import counted
from core.references import new_public_id
from core.uploads import Upload

_BATCH = 200
# A file is written before its row is committed.
_BEING_SENT = timedelta(days=1)


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class UploadsField(forms.FileField):
    """At most so many files, of so many bytes together; its clean value is a list of `Upload`."""

    def __init__(self, *, max_files: int, max_bytes: int, **options: Any) -> None:
        widget = SeveralFilesInput(attrs={"accept": uploads.ACCEPT, "multiple": True})
        super().__init__(widget=widget, **options)
        self.max_files, self.max_bytes = max_files, max_bytes

    @property
    def limits(self) -> str:
        """For the help: « PDF, JPEG ou PNG ; 3 fichiers au plus, 10 Mo en tout. »"""
        most = counted(self.max_files, "fichier")
        return f"PDF, JPEG ou PNG ; {most} au plus, {self.max_bytes // 1024**2} Mo en tout."

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[Upload]:
        if not data and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(data) > self.max_files:
            raise ValidationError(f"Joignez au plus {counted(self.max_files, 'fichier')}.", code="too_many")
        if sum(file.size or 0 for file in data) > self.max_bytes:
            raise ValidationError(_too_heavy(len(data), self.max_bytes), code="too_big")
        return [uploads.checked(file.name or "", file.read(), max_bytes=self.max_bytes) for file in data]


@contextmanager
def no_file_left_behind() -> Iterator[list[str]]:
    """The names of the files written: rolled back with the rows that speak of them."""
    stored: list[str] = []
    try:
        yield stored
    except BaseException:
        files.delete(stored)
        raise


def keep(upload: Upload, folder: str, stored: list[str]) -> str:
    """Write it under a name that nobody can guess, told to `stored` first; return that name."""
    name = f"{folder}/{new_public_id()}{new_public_id()}"
    stored.append(name)
    files.write(name, upload.content)
    return name


def purge_lost(folder: str, rows: QuerySet[Any]) -> int:
    """Files of the folder that no row has (`stored_name`): of somebody who is not kept any more, of a sending that was
    cut short; return how many.
    """
    names = files.names_in(folder)
    return sum(_delete_lost(names[start : start + _BATCH], rows) for start in range(0, len(names), _BATCH))


def _delete_lost(names: list[str], rows: QuerySet[Any]) -> int:
    known = set(rows.filter(stored_name__in=names).values_list("stored_name", flat=True))
    until = timezone.now() - _BEING_SENT
    lost = [name for name in names if name not in known and files.written_at(name) < until]
    files.delete(lost)
    return len(lost)


def _too_heavy(count: int, limit: int) -> str:
    if count == 1:
        return uploads.too_big(limit)
    return f"Ces fichiers dépassent {limit // 1024**2} Mo ensemble : réduisez-les, ou envoyez-en moins."
