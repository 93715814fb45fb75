"""The opening of an account, the sign-in, what a person has of their own, the letters and the reminders."""

import re

import pypdfium2
from bench_budgets import Figure, Kind
from bench_letters import letters_per_second
from bench_renewals import reminders_of_a_country, told
from bench_visitors import holder
from django.urls import reverse

from bench_pages import NOBODY, Form, Page, Twins, Visitor
from cibtp_portal.development import demo, trade, volume

LETTER_CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
MIN_LETTERS_PER_SECOND = 100
# The reminders run in batches: their memory must not follow the number of accounts.
MAX_REMINDERS_GROWTH_MB = 50
# A shorter run is over before its memory has settled.
LEAST_REMINDERS = 30_000


def pages() -> list[Page]:
    alice = holder()
    return [
        Page("sign-in", Kind.ORDINARY, NOBODY, reverse("accounts:sign_in")),
        Page("étape 1/2", Kind.ORDINARY, NOBODY, reverse("accounts:identify")),
        Page("étape 2/2", Kind.ORDINARY, _identified(), reverse("accounts:contact")),
        Page("Mon compte", Kind.ORDINARY, alice.visitor, reverse("accounts:account")),
        Page("colleagues", Kind.ORDINARY, alice.visitor, alice.path("colleagues:index")),
        Page("journal", Kind.ORDINARY, alice.visitor, alice.path("journal:index")),
    ]


def twins() -> list[Twins]:
    """What an address costs where it must not be guessed."""
    return [
        _twins("sign-in refused", "accounts:sign_in", "username", 422, password="Mauvaise-Truelle-1"),
        _twins("password forgotten", "accounts:forgotten_password", "email", 302),
    ]


def _twins(name: str, route: str, field: str, status: int, **fields: str) -> Twins:
    def about(email: str) -> Page:
        return Page(name, Kind.ORDINARY, NOBODY, reverse(route), {field: email, **fields}, status)

    return Twins(name, known=about(trade.PEOPLE[0].email), unknown=about("personne@inconnue.example"))


def _identified() -> Visitor:
    """A browser that went through étape 1/2 with the demonstration's letters."""
    newcomer = next(company for company in trade.COMPANIES if company.key == trade.NEWCOMERS[0])
    letter = pypdfium2.PdfDocument(demo.letter_path(newcomer, demo.LETTERS["code"]))
    code = LETTER_CODE.search(letter[0].get_textpage().get_text_range())[0]
    fields = {"cibtp_id": newcomer.cibtp_id, "siret": newcomer.head_office_siret, "code": code}
    return Visitor("newcomer", [Form(reverse("accounts:identify"), fields)])


def figures() -> list[Figure]:
    reminders = reminders_of_a_country(max(LEAST_REMINDERS, volume.present()["companies"]))
    print(f"  reminders: {told(reminders)}")
    return [
        Figure("letters", letters_per_second(500), "a second of one core", MIN_LETTERS_PER_SECOND, is_least=True),
        Figure("reminders, memory of a longer run", reminders["growth_mb"], "MB", MAX_REMINDERS_GROWTH_MB),
    ]
