"""*Informations légales et déclaratives*."""

from bench_budgets import Kind
from bench_visitors import holder

from bench_pages import Page


def pages() -> list[Page]:
    alice = holder()
    head_office = alice.adherent.establishments.get(is_head_office=True)
    return [
        Page("legal information", Kind.ORDINARY, alice.visitor, alice.path("adherents:index")),
        Page("a site", Kind.ORDINARY, alice.visitor, alice.path("adherents:site", head_office.public_id)),
        Page("declarations", Kind.ORDINARY, alice.visitor, alice.path("adherents:declarations")),
        Page("requests of change", Kind.ORDINARY, alice.visitor, alice.path("adherents:changes")),
    ]
