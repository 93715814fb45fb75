"""What no section owns: the bare furniture, the home page, the caisse's public page; what the tripwire costs."""

from bench_budgets import Figure, Kind
from bench_tenancy import tripwire_cost
from bench_visitors import accountant, holder
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bench_pages import NOBODY, Page
from cibtp_portal.dashboard import TILES
from cibtp_portal.development import trade
from core.models import TileUse
from delegations.models import Delegation

# What checking each row may add to reading it.
MAX_TRIPWIRE_PERCENT = 25


def pages() -> list[Page]:
    alice, (_, client) = holder(), accountant()
    _have_long_history(client.user)
    return [
        Page("empty page", Kind.ORDINARY, alice.visitor, alice.path("empty")),
        Page("home", Kind.HOME, alice.visitor, alice.path("portal_home")),
        Page("home, 500 clients, long history", Kind.CABINET, client.visitor, client.path("portal_home")),
        Page("a use counted", Kind.ORDINARY, alice.visitor, alice.path("tile_use", "company"), fields={}, status=204),
        Page("caisse", Kind.ORDINARY, NOBODY, reverse("caisse_home", args=[trade.IDF])),
    ]


def _have_long_history(person: User) -> None:
    """Every tile used for every company that this person acts for."""
    companies = Delegation.objects.filter(firm__members__user=person).values_list("adherent_id", flat=True)
    now = timezone.now()
    TileUse.objects.bulk_create(
        (
            TileUse(user=person, adherent_id=company, key=tile.key, score=rank, at=now)
            for company in companies.distinct()
            for rank, tile in enumerate(TILES)
        ),
        ignore_conflicts=True,
    )


def figures() -> list[Figure]:
    cost = tripwire_cost()
    percent = (cost["armed_ms"] / cost["bare_ms"] - 1) * 100
    return [Figure("what the tripwire adds to a read", percent, "%", MAX_TRIPWIRE_PERCENT)]
