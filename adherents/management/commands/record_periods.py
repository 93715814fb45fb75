"""Record the declarations and contributions that the caisse's system exports (`adherents.exchange.reading`)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from adherents.exchange.reading import read_periods
from adherents.queries import caisse_named
from core.tables import UnreadableTable
from core.tables.alphabets import ALPHABETS
from core.tables.records import opened


class Command(BaseCommand):
    help = "Enregistre les déclarations et cotisations d’une caisse, lues dans un fichier CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--caisse", required=True, help="adresse de la page de la caisse (slug)")
        parser.add_argument("file", type=Path, help="fichier CSV (colonnes : adherents/exchange/reading.py)")
        parser.add_argument("--alphabet", default="", choices=["", *ALPHABETS], help="confirme un ancien alphabet")

    def handle(self, *args: Any, **options: Any) -> None:
        caisse = caisse_named(options["caisse"])
        if caisse is None:
            raise CommandError(f"Aucune caisse ne s’appelle « {options['caisse']} ».")
        try:
            with opened(options["file"], alphabet=options["alphabet"]) as lines:
                report = read_periods(caisse=caisse, lines=lines)
        except (OSError, UnreadableTable) as error:
            raise CommandError(f"Le fichier n’a pas été lu : {error}") from error
        counts = report.counts
        self.stdout.write(
            f"{counts['added']} ajoutées, {counts['changed']} modifiées, {counts['unchanged']} inchangées."
        )
        for line, reason in report.refused:
            self.stderr.write(f"ligne {line} : {reason}")
        if report.refused:
            raise CommandError(f"{len(report.refused)} lignes laissées de côté.")
