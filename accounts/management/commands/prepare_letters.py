"""Prepare the letters of a caisse from the command line: as a job, or here and now."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.letters import queries
from accounts.letters import services as letters
from accounts.models import LetterBatch
from adherents.models import Caisse
from adherents.queries import caisse_named
from core.identifiers import compact_digits

FILE_NAMES: dict[letters.Kind, str] = {"welcome": "courriers-de-bienvenue", "code": "codes-confidentiels"}


class Command(BaseCommand):
    help = "Prépare les courriers d’ouverture de compte d’une caisse."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--caisse", required=True, help="adresse de la page de la caisse (slug)")
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument(
            "--all",
            action="store_true",
            help="toutes les entreprises sans compte ni code en cours de validité (par défaut)",
        )
        chosen.add_argument("--siret", nargs="+", default=[], help="ces sites seulement")
        parser.add_argument("--now", action="store_true", help="prépare dans ce processus, sans attendre un worker")
        parser.add_argument("--output", type=Path, help="avec --now : dossier où copier les deux PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["output"] and not options["now"]:
            raise CommandError("--output demande --now : sans lui, les PDF sont faits plus tard par un worker.")
        caisse = caisse_named(options["caisse"])
        if caisse is None:
            raise CommandError(f"Aucune caisse ne s’appelle « {options['caisse']} ».")
        establishment_ids = self._chosen(caisse, options["siret"])
        if not establishment_ids:
            self.stdout.write("Aucun courrier à préparer.")
            return
        prepare = letters.prepare_letters_now if options["now"] else self._request
        batch = prepare(establishment_ids=establishment_ids, caisse_id=caisse.pk, requested_by=None)
        self._report(batch)
        if options["output"] and batch.prepared_count:
            self._copy(batch, options["output"])

    def _chosen(self, caisse: Caisse, sirets: list[str]) -> list[int]:
        if not sirets:
            return list(queries.head_offices_to_write_to(caisse.pk).values_list("pk", flat=True))
        wanted = {compact_digits(siret) for siret in sirets}
        known = dict(queries.sites_by_siret(caisse.pk, wanted))
        if unknown := wanted - set(known):
            raise CommandError(f"Aucun site de cette caisse n’a ce SIRET : {', '.join(sorted(unknown))}")
        return list(known.values())

    def _request(self, **wanted: Any) -> LetterBatch:
        return letters.request_letter_batch(**wanted)

    def _report(self, batch: LetterBatch) -> None:
        self.stdout.write(f"Lot {batch.public_id} : {batch.get_state_display().lower()}, {batch.total} sites.")
        if batch.finished_at:
            self.stdout.write(f"{batch.prepared_count} courriers préparés, {len(batch.left_out)} sites écartés.")
        for line in batch.left_out:
            self.stdout.write(f"  {line['name']} : {line['reason']}")

    def _copy(self, batch: LetterBatch, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        for kind, name in FILE_NAMES.items():
            path = directory / f"{name}-{batch.public_id}.pdf"
            path.touch(mode=0o600)
            path.write_bytes(letters.read_batch_file(batch, kind))
            self.stdout.write(str(path))
