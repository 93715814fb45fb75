"""Read the vigilance files that Météo-France publishes, from disk or from what another command gives."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.french import counted
from stoppages.vigilance.reading import VigilanceUnreadable, read_vigilance
from stoppages.vigilance.services import keep_vigilance

_MAX_BYTES = 20 * 1024**2
_SHOWN = 5


class Command(BaseCommand):
    help = "Enregistre la vigilance canicule lue dans les fichiers JSON de Météo-France (« - » : l’entrée standard)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FICHIER")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each file by itself: one that cannot be read does not undo the others, and is told at the end."""
        failed = [name for name in options["files"] if not self._keep(name)]
        if failed:
            raise CommandError(f"{counted(len(failed), 'fichier non lu,fichiers non lus')} : {', '.join(failed)}")

    def _keep(self, name: str) -> bool:
        try:
            read = read_vigilance(_content(name))
        except (VigilanceUnreadable, OSError) as error:
            self.stderr.write(f"{name} : {error}")
            return False
        kept = keep_vigilance(read)
        days = counted(len(read.levels), "niveau lu,niveaux lus")
        changed = f"{counted(kept.added, 'ajouté')}, {counted(kept.changed, 'changé')}, {kept.same} sans changement"
        self.stdout.write(f"{name} : {days} ({changed}).")
        if read.left_out:
            some = ", ".join(sorted(read.left_out)[:_SHOWN])
            self.stdout.write(f"{name} : laissé de côté, {len(read.left_out)} : {some}.")
        return True


def _content(name: str) -> bytes:
    """Raises OSError, VigilanceUnreadable."""
    with sys.stdin.buffer if name == "-" else Path(name).open("rb") as source:
        content: bytes = source.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise VigilanceUnreadable("Ce fichier est trop gros pour être celui de la vigilance.")
    return content
