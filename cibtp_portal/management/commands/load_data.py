"""`manage.py load_data`: companies and people in bulk, for measurements."""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cibtp_portal.development import demo, volume


class Command(BaseCommand):
    help = "Ajoute en masse des données inventées : entreprises, sites, titulaires qui se connectent, salariés."

    def add_arguments(self, parser: CommandParser) -> None:
        for amount in volume.AMOUNTS:
            parser.add_argument(f"--{amount.name}", type=int, default=amount.default, help=amount.label)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Les données inventées ne se chargent pas en production.")
        amounts = {amount.name: options[amount.name] for amount in volume.AMOUNTS}
        if min(amounts.values()) < 0:
            raise CommandError("Un nombre ne peut pas être négatif.")
        started = time.monotonic()
        call_command("migrate", interactive=False, verbosity=0)
        demo.load_once()
        added = volume.load(amounts)
        self.stdout.write(f"{added} en {time.monotonic() - started:.1f} s")
