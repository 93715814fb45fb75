"""Who of a caisse's staff may do what is given by a permission: for its own companies, and the network for all."""

from typing import Any


def is_manager_of(by: Any, caisse_id: int, permission: str) -> bool:
    if not by.is_active or not by.is_staff or not by.has_perm(permission):
        return False
    return bool(by.is_superuser or by.staff_caisse_id == caisse_id)
