"""What a crew needs, set and journalled."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from absences.crew_needs.queries import in_words, numbers_of
from absences.models import CrewNeed
from absences.policies import can_set_crew_needs
from core import audit
from core.access import Access
from employees.models import Crew

audit.declare({"absences.crew_need_set": "Nombre nécessaire dans une équipe"})


class CrewGone(Exception):
    """Somebody deleted the crew meanwhile."""

    def __init__(self) -> None:
        super().__init__("Cette équipe vient d’être supprimée : rien n’a été changé.")


@transaction.atomic
def set_crew_needs(*, access: Access, crew: Crew, by_weekday: list[int | None]) -> None:
    """Without any number, the crew needs what it has. Raises CrewGone, PermissionDenied."""
    if not can_set_crew_needs(access, crew):
        raise PermissionDenied
    locked = Crew.objects.for_access(access).select_for_update(of=("self",), no_key=True).filter(pk=crew.pk).first()
    if locked is None:
        raise CrewGone
    before = numbers_of(locked)
    if before == by_weekday:
        return
    if any(number is not None for number in by_weekday):
        values = {"by_weekday": by_weekday, "adherent_id": locked.adherent_id}
        CrewNeed.objects.update_or_create(crew=locked, defaults=values)
    else:
        CrewNeed.objects.filter(crew=locked, adherent_id=locked.adherent_id).delete()
    changes = {"needed": [in_words(before), in_words(by_weekday)]}
    audit.record("absences.crew_need_set", access=access, target=f"équipe {locked.name}", changes=changes)
