"""What happens below that the section follows."""

from typing import Any

from django.dispatch import receiver

from adherents.models import Adherent, Caisse
from adherents.signals import caisse_changed, caisse_completed
from support.appointments.services.treating import cancel_what_was_taken
from support.services.subjects import ensure_subjects
from support.treating.transferring import follow_the_company


@receiver(caisse_completed)
def give_its_subjects(caisse: Caisse, **rest: Any) -> None:
    ensure_subjects(caisse)


@receiver(caisse_changed)
def go_with_the_company(company: Adherent, before: Caisse, by: Any, **rest: Any) -> None:
    follow_the_company(company=company, before=before, by=by)
    cancel_what_was_taken(company=company, before=before, by=by)
