"""Rows that may be about an object of another section: what they keep of it, and who sees them."""

from typing import Self

from django.db import models
from django.db.models import Q

from core import linked
from core.access import Access
from core.tenancy import ScopedModel, ScopedQuerySet

LABEL_MAX_LENGTH = 250


class AboutQuerySet(ScopedQuerySet):
    def for_access(self, access: Access) -> Self:
        """What is about an object is seen only by those who may see that object today."""
        return self.for_scope(access.scope).filter(linked.seen_by(access))


class AboutModel(ScopedModel):
    """`linked_*`: the object (`core.linked`), as it was named when the row was written; empty for none."""

    linked_kind = models.CharField(max_length=20, blank=True, editable=False)
    linked_ref = models.CharField(max_length=32, blank=True, editable=False)
    linked_label = models.CharField("à propos de", max_length=LABEL_MAX_LENGTH, blank=True, editable=False)

    class Meta:
        abstract = True


def names_its_object(name: str) -> models.CheckConstraint:
    """All three columns, or none."""
    return models.CheckConstraint(
        name=name,
        condition=Q(linked_kind="", linked_ref="", linked_label="")
        | ~Q(linked_kind="") & ~Q(linked_ref="") & ~Q(linked_label=""),
    )


def columns_about(about: linked.Linked | None) -> dict[str, object]:
    """What a row about this object keeps of it, with the person that it is about."""
    if about is None:
        return {}
    return {
        "linked_kind": about.kind.key,
        "linked_ref": about.ref,
        "linked_label": about.label[:LABEL_MAX_LENGTH],
        "employee_id": about.employee_id,
    }
