"""What is written elsewhere with the name of somebody follows their new name."""

from collections.abc import Iterable

from employees.models import Employee
from employees.signals import people_renamed

NAMES = frozenset({"last_name", "first_name", "birth_name"})


def is_renamed(changes: Iterable[str]) -> bool:
    return not NAMES.isdisjoint(changes)


def tell_renamed(people: Iterable[tuple[Employee, Iterable[str]]]) -> None:
    """Each with the names of what changed of them; in the transaction that wrote it."""
    keys = sorted({person.pk for person, changes in people if is_renamed(changes)})
    if keys:
        people_renamed.send(sender=Employee, employee_ids=keys)
