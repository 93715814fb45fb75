"""What happens below that the section follows."""

from typing import Any

from django.dispatch import receiver

from adherents.models import Caisse
from adherents.signals import caisse_completed
from support.services.subjects import ensure_subjects


@receiver(caisse_completed)
def give_its_subjects(caisse: Caisse, **rest: Any) -> None:
    ensure_subjects(caisse)
