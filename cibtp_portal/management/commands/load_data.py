"""`manage.py load_data`: companies and people in bulk, for measurements."""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cibtp_portal.development import demo, volume


class Command(BaseCommand):
    help = (
        "Ajoute en masse des entreprises inventées, leurs sites et des titulaires qui se connectent. "
        "Les salariés et les documents s’ajouteront avec leurs tables."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--companies", type=int, default=1000, help="nombre d’entreprises")
        parser.add_argument("--users", type=int, default=500, help="nombre d’entreprises dont le titulaire a un compte")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Les données inventées ne se chargent pas en production.")
        if min(options["companies"], options["users"]) < 0:
            raise CommandError("Un nombre d’entreprises ou de comptes ne peut pas être négatif.")
        started = time.monotonic()
        call_command("migrate", interactive=False, verbosity=0)
        demo.load_once()
        added = volume.load(companies=options["companies"], users=options["users"])
        self.stdout.write(f"{added} en {time.monotonic() - started:.1f} s")
