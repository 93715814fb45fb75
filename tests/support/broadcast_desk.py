"""What the tests of the screens of a broadcast share: addresses, what is typed, what a page would post."""

from typing import Any

from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.enums import Topic
from support.broadcasts.services.asking import SEND
from support.broadcasts.services.testing import send_test
from support.models import Broadcast
from tests.support.broadcast_kit import draft

ACTS = ("rewrite", "confirm", "test", "hold", "resume", "stop", "drop")


def at(name: str, row: Broadcast | None = None, **query: Any) -> str:
    return reverse(f"admin:support_broadcast_{name}", args=[row.pk] if row else [], query=query or None)


def typed(**changes: Any) -> dict[str, Any]:
    kept = {"topic": Topic.INFORMATION, "by_email": "on", "title": "Fermeture", "body": "La caisse **ferme** le 24."}
    return {key: value for key, value in {**kept, "receivers": "holders", **changes}.items() if value is not None}


def tried(by: Any, **changes: Any) -> Broadcast:
    broadcast = draft(by, **changes)
    send_test(broadcast=broadcast, by=by)
    broadcast.refresh_from_db()
    return broadcast


def confirming(browser: Any, broadcast: Broadcast, **changes: Any) -> dict[str, Any]:
    """What the page of confirmation would post, its number typed."""
    page = browser.get(at("confirm", broadcast))
    form = page.context["form"]
    number = page.context["counts"].messages
    return {"typed": f"{number}", "seen": form["seen"].value(), "version": broadcast.version} | changes


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name=SEND).count()
