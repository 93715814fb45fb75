"""`manage.py load_data`: companies and people in bulk, for measurements."""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cibtp_portal.development import demo, volume, volume_people


class Command(BaseCommand):
    help = (
        "Ajoute en masse des entreprises inventées, leurs sites, des titulaires qui se connectent et leurs salariés. "
        "Les documents s’ajouteront avec leur table."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--companies", type=int, default=1000, help="nombre d’entreprises")
        parser.add_argument("--users", type=int, default=500, help="nombre d’entreprises dont le titulaire a un compte")
        parser.add_argument("--employees", type=int, default=5000, help="nombre de salariés, répartis")
        parser.add_argument("--crowd", type=int, default=0, help="nombre de salariés d’une entreprise de plus")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Les données inventées ne se chargent pas en production.")
        if min(options[name] for name in ("companies", "users", "employees", "crowd")) < 0:
            raise CommandError("Un nombre d’entreprises, de comptes ou de salariés ne peut pas être négatif.")
        started = time.monotonic()
        call_command("migrate", interactive=False, verbosity=0)
        demo.load_once()
        added = volume.load(companies=options["companies"], users=options["users"])
        added |= volume_people.load(employees=options["employees"], crowd=options["crowd"])
        self.stdout.write(f"{added} en {time.monotonic() - started:.1f} s")
