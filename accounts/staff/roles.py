"""Which duties each role of a caisse's staff has; what they open is declared by each app (`core.staff_roles`)."""

from accounts.enums import StaffRole
from core.staff_roles import Duty, permissions_for

_DUTIES: dict[str, tuple[Duty, ...]] = {
    StaffRole.READER: (Duty.READ,),
    StaffRole.MANAGER: (Duty.READ, Duty.ACT),
}


def permissions_of(role: str) -> frozenset[str]:
    return permissions_for(_DUTIES.get(role, ()))
