"""What the tests of batches need: archives, manifests, and a batch brought to where a test begins."""

import csv
from collections.abc import Iterable, Mapping
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.base import ContentFile

from documents.models import Batch
from documents.publishing.services.checking import check_batch
from documents.publishing.services.receiving import receive_batch
from tests.documents.factories import pdf_of

HEADINGS = ("fichier", "siret", "type", "titre", "référence", "date", "période", "nom", "prénom", "naissance", "site")
Line = Mapping[str, str]


def line(siret: str, **said: str) -> dict[str, str]:
    """A letter, unless it is said otherwise."""
    usual = {"fichier": "lettre.pdf", "type": "courrier", "titre": "Une lettre", "date": "02/11/2026"}
    return {"siret": siret, **usual, **said}


def manifest_of(lines: Iterable[Line], *, encoding: str = "utf-8", headings: Iterable[str] = HEADINGS) -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, list(headings), delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode(encoding)


def zip_of(entries: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def archive_of(lines: Iterable[Line], files: Mapping[str, bytes] | None = None, **options: Any) -> bytes:
    """With the PDF that the lines name, each of its own words, unless `files` gives them."""
    rows = list(lines)
    own = {row["fichier"]: pdf_of((row["fichier"],)) for row in rows if row.get("fichier")}
    return zip_of({"manifeste.csv": manifest_of(rows, **options), **(own if files is None else files)})


def received(caisse: Any, archive: bytes, *, name: str = "Lot d’essai", by: Any = None) -> Batch:
    return receive_batch(caisse=caisse, name=name, file=ContentFile(archive, name="lot.zip"), by=by)


def checked(caisse: Any, archive: bytes, **options: Any) -> Batch:
    batch = received(caisse, archive, **options)
    check_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def told(batch: Batch) -> dict[int, list[str]]:
    """What is to be mended, by line."""
    return dict(batch.lines.exclude(errors=[]).order_by("number").values_list("number", "errors"))
