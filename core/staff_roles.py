"""What each role of a caisse's staff may do in the admin: each app declares its own permissions in `staff_rights.py`.

A superuser of the network has them all. Being limited to one's own caisse is `core.staff.scoping`'s affair.
"""

from collections.abc import Iterable
from enum import Enum

from django.utils.module_loading import autodiscover_modules


class Duty(Enum):
    """What a role is for; roles themselves are `accounts.enums.StaffRole`."""

    READ = "read"
    ACT = "act"


_permissions: dict[Duty, set[str]] = {duty: set() for duty in Duty}


def declare(*, reads: Iterable[str] = (), acts: Iterable[str] = ()) -> None:
    """Have an app say which of its permissions go with reading and with acting: «employees.view_movement»."""
    _permissions[Duty.READ].update(reads)
    _permissions[Duty.ACT].update(acts)


def permissions_for(duties: Iterable[Duty]) -> frozenset[str]:
    return frozenset().union(*(_permissions[duty] for duty in duties))


def discover() -> None:
    """Read what every app declares; called once, when all of them are there."""
    autodiscover_modules("staff_rights")
