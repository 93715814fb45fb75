"""Publish a folder of PDF and its manifest, by the same way as a batch that staff deposit."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from adherents.queries import caisse_named
from core.tables.alphabets import ALPHABETS, NAMES
from documents.enums import BatchState
from documents.models import Batch
from documents.publishing.archive import MANIFEST
from documents.publishing.services.batches import BatchRefused
from documents.publishing.services.checking import check_batch
from documents.publishing.services.receiving import receive_batch
from documents.publishing.services.releasing import confirm_batch, drop_batch, prepare_batch

_ERRORS_TOLD = 200


class Command(BaseCommand):
    help = f"Publie les PDF d’un dossier, selon son fichier {MANIFEST} : tout, ou rien si une ligne est à corriger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help=f"dossier des PDF et de {MANIFEST}")
        parser.add_argument("--caisse", required=True, help="adresse de la page de la caisse (slug)")
        parser.add_argument("--name", default="", help="nom du lot (celui du dossier, s’il n’est pas dit)")
        parser.add_argument("--publish-at", type=_instant, help="quand tout est vu : 2026-12-01T08:00")
        parser.add_argument("--alphabet", default="", choices=["", *ALPHABETS], help="confirme un ancien alphabet")

    def handle(self, *args: Any, **options: Any) -> None:
        caisse = caisse_named(options["caisse"])
        if caisse is None:
            raise CommandError(f"Aucune caisse ne s’appelle « {options['caisse']} ».")
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"Il n’y a pas de dossier « {folder} ».")
        try:
            with TemporaryFile() as packed:
                pack(folder, packed)
                name = options["name"] or folder.resolve().name
                batch = receive_batch(caisse=caisse, name=name[:120], file=File(packed, name="lot.zip"))
        except (BatchRefused, OSError) as error:
            raise CommandError(str(error)) from error
        self._publish(batch, options["alphabet"], options["publish_at"])

    def _publish(self, batch: Batch, alphabet: str, publish_at: datetime | None) -> None:
        check_batch(batch.pk)
        batch.refresh_from_db()
        if batch.state == BatchState.REFUSED:
            raise CommandError(self._told(batch))
        if batch.alphabet != alphabet:
            drop_batch(batch=batch, by=None)
            raise CommandError(_unconfirmed(batch))
        confirm_batch(batch=batch, publish_at=publish_at)
        prepare_batch(batch.pk)
        batch.refresh_from_db()
        if batch.state != BatchState.PUBLISHED or batch.published_at is None:
            raise CommandError(self._told(batch))
        hour = timezone.localtime(batch.published_at)
        self.stdout.write(f"{batch.line_count} documents publiés, vus à partir du {hour:%d/%m/%Y %H:%M}.")

    def _told(self, batch: Batch) -> str:
        """Each line that is wrong, then how many."""
        for line in batch.lines.exclude(errors=[]).order_by("number")[:_ERRORS_TOLD]:
            for words in line.errors:
                self.stderr.write(f"ligne {line.number}, {line.filename} : {words}")
        return f"Rien n’a été publié : {batch.error_count} lignes à corriger."


def pack(folder: Path, packed: IO[bytes]) -> None:
    """One archive, as it is received from staff: a worker on another machine takes it up. No link is followed."""
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.write(path, path.relative_to(folder).as_posix())


def _unconfirmed(batch: Batch) -> str:
    if not batch.alphabet:
        return "Ce manifeste n’est pas dans un ancien alphabet : retirez --alphabet."
    return (
        f"Le manifeste est lu comme un fichier {NAMES[batch.alphabet]} : {', '.join(batch.words)}. Si ces mots sont "
        f"bien écrits, ajoutez --alphabet {batch.alphabet} ; sinon, enregistrez-le en UTF-8."
    )


def _instant(typed: str) -> datetime:
    instant = parse_datetime(typed)
    if instant is None:
        raise ValueError(typed)
    return instant if timezone.is_aware(instant) else timezone.make_aware(instant)
