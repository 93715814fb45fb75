"""The delegations of a company, and the pages of a cabinet of five hundred clients."""

from bench_budgets import Kind
from bench_visitors import accountant, holder
from django.urls import reverse

from bench_pages import Page


def pages() -> list[Page]:
    alice = holder()
    firm, client = accountant()
    tiers, portfolio = reverse("choose_tiers"), reverse("firm:portfolio", args=[firm.public_id])
    return [
        Page("delegations", Kind.ORDINARY, alice.visitor, alice.path("delegations:index")),
        Page("empty page, 500 clients", Kind.CABINET, client.visitor, client.path("empty")),
        Page("Changer de tiers", Kind.CABINET, client.visitor, tiers),
        Page("Changer de tiers, searched", Kind.CABINET, client.visitor, f"{tiers}?q=martin"),
        Page("portfolio", Kind.CABINET, client.visitor, portfolio),
    ]
