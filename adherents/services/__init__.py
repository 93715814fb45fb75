"""Verbs of the member company and its caisse."""

from adherents.services.caisse import (
    check_terms_date,
    ensure_terms,
    publish_terms,
    record_staff_addition,
    record_staff_change,
    record_staff_removal,
)

__all__ = [
    "check_terms_date",
    "ensure_terms",
    "publish_terms",
    "record_staff_addition",
    "record_staff_change",
    "record_staff_removal",
]
