"""What no section owns: the bare furniture, the home page, the caisse's public page; what the tripwire costs."""

from bench_budgets import Figure, Kind
from bench_tenancy import tripwire_cost
from bench_visitors import holder
from django.urls import reverse

from bench_pages import NOBODY, Page
from cibtp_portal.development import trade

# What checking each row may add to reading it.
MAX_TRIPWIRE_PERCENT = 25


def pages() -> list[Page]:
    alice = holder()
    return [
        Page("empty page", Kind.ORDINARY, alice.visitor, alice.path("empty")),
        Page("home", Kind.HOME, alice.visitor, alice.path("portal_home")),
        Page("caisse", Kind.ORDINARY, NOBODY, reverse("caisse_home", args=[trade.IDF])),
    ]


def figures() -> list[Figure]:
    cost = tripwire_cost()
    percent = (cost["armed_ms"] / cost["bare_ms"] - 1) * 100
    return [Figure("what the tripwire adds to a read", percent, "%", MAX_TRIPWIRE_PERCENT)]
