"""`manage.py load_demo`: the demonstration data, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cibtp_portal.development import demo


class Command(BaseCommand):
    help = "Charge les données de démonstration (deux caisses, treize entreprises, leurs courriers), une seule fois."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Les données de démonstration ne se chargent pas en production.")
        loaded = demo.load_once()
        path = demo.write_facts(demo.facts(settings.PUBLIC_BASE_URL))
        self.stdout.write(f"Démonstration {'chargée' if loaded else 'déjà chargée'} : voir {path}")
