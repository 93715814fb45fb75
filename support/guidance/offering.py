"""Tutorials offered at a first visit, once a page, until the person asks for none."""

from typing import Any

from django.db.models import F, Func, Value

from accounts.models import User
from support.guidance.values import Guide


def is_offered(person: Any, guide: Guide) -> bool:
    """`person`: as read with the session, or None."""
    if person is None or not guide.steps or not person.offers_tutorials:
        return False
    return guide.key not in person.tutorials_seen


def tutorial_seen(person: Any, guide: Guide) -> None:
    """Told twice, noted once."""
    rows = User.objects.filter(pk=person.pk).exclude(tutorials_seen__contains=[guide.key])
    rows.update(tutorials_seen=Func(F("tutorials_seen"), Value(guide.key), function="array_append"))


def no_more_offers(person: Any) -> None:
    User.objects.filter(pk=person.pk).update(offers_tutorials=False)
