"""The pages of *Informations légales et déclaratives*."""

from core.sections import PageFamily

LEGAL = PageFamily(
    "adherents",
    "Pages des informations légales et déclaratives",
    "adherents",
    (
        ("index", "Entreprise"),
        ("declarations", "Déclarations et cotisations"),
        ("rates", "Taux"),
        ("changes", "Demandes"),
    ),
)
section_page = LEGAL.page_of_tiers
