"""What the commands that record a file of the caisse share."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Protocol

from django.core.management.base import BaseCommand, CommandError

from adherents.models import Caisse
from adherents.queries import caisse_named
from core.tables import UnreadableTable
from core.tables.alphabets import ALPHABETS
from core.tables.records import opened
from employees.exchange.services.people import Recorded


class Read(Protocol):
    def __call__(self, *, caisse: Caisse, lines: Iterable[str]) -> Recorded: ...


class RecordingCommand(BaseCommand):
    """Tells what was recorded, then the lines left out; fails when there are some."""

    read: ClassVar[Read]
    # Where its columns are described.
    columns_of: ClassVar[str] = "employees/exchange/reading.py"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--caisse", required=True, help="adresse de la page de la caisse (slug)")
        parser.add_argument("file", type=Path, help=f"fichier CSV (colonnes : {self.columns_of})")
        parser.add_argument("--alphabet", default="", choices=["", *ALPHABETS], help="confirme un ancien alphabet")

    def handle(self, *args: Any, **options: Any) -> None:
        caisse = caisse_named(options["caisse"])
        if caisse is None:
            raise CommandError(f"Aucune caisse ne s’appelle « {options['caisse']} ».")
        try:
            with opened(options["file"], alphabet=options["alphabet"]) as lines:
                recorded = type(self).read(caisse=caisse, lines=lines)
        except (OSError, UnreadableTable) as error:
            raise CommandError(f"Le fichier n’a pas été lu : {error}") from error
        self.stdout.write(self.summary(recorded))
        for line, reason in recorded.refused:
            self.stderr.write(f"ligne {line} : {reason}")
        if recorded.refused:
            raise CommandError(f"{len(recorded.refused)} lignes laissées de côté.")

    def summary(self, recorded: Any) -> str:
        """What is told of the lines that were read."""
        counts = recorded.counts
        removed = f", {counts['removed']} retirées" if counts["removed"] else ""
        return f"{counts['added']} ajoutées, {counts['changed']} modifiées, {counts['unchanged']} inchangées{removed}."
