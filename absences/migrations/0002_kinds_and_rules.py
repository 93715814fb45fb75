"""The kinds of absence, the numbers of the law, and the reasons for which a leave is refused.

Effects on the rights: L3141-5 (counted as work), L3141-5-1 (two days a month of sickness); the others earn nothing.
« Motif privé »: all but leave, RTT, time off in lieu and training.
"""

from datetime import date
from typing import Any

from django.db import migrations

# key, name, letter, colour, unit, effect, sensitive, covers leave, paid leave
KINDS = [
    ("paid_leave", "Congés payés, congé principal", "CP", "blue", "ouvrables", "full", False, False, True),
    ("fifth_week", "Congés payés, cinquième semaine", "5S", "sky", "ouvrables", "full", False, False, True),
    ("extra_leave", "Congés de fractionnement ou d’ancienneté", "FA", "sky", "ouvrables", "full", False, False, True),
    ("rtt", "RTT", "R", "teal", "worked", "full", False, False, False),
    ("recovery", "Récupération", "RC", "teal", "worked", "full", False, False, False),
    ("training", "Formation", "F", "violet", "worked", "full", False, False, False),
    ("apprentice_training", "Formation en CFA", "CFA", "violet", "worked", "full", False, False, False),
    ("sickness", "Maladie", "M", "rose", "calendar", "reduced", True, True, False),
    (
        "work_accident",
        "Accident du travail ou maladie professionnelle",
        "AT",
        "rose",
        "calendar",
        "full",
        True,
        True,
        False,
    ),
    ("maternity", "Maternité", "MA", "rose", "calendar", "full", True, True, False),
    ("paternity", "Paternité et accueil de l’enfant", "PA", "rose", "calendar", "full", True, False, False),
    ("adoption", "Adoption", "AD", "rose", "calendar", "full", True, False, False),
    ("birth_leave", "Congé supplémentaire de naissance", "CN", "rose", "calendar", "full", True, False, False),
    ("family_event", "Événement familial", "EF", "ochre", "worked", "full", True, False, False),
    ("parental_leave", "Congé parental d’éducation", "PE", "slate", "calendar", "none", True, False, False),
    ("carer_leave", "Congé de proche aidant", "PR", "slate", "calendar", "none", True, False, False),
    ("unpaid_leave", "Congé sans solde", "SS", "slate", "worked", "none", True, False, False),
    ("part_time_recovery", "Temps partiel thérapeutique", "TT", "rose", "worked", "full", True, False, False),
    ("short_time", "Activité partielle", "AP", "ochre", "worked", "full", True, False, False),
    ("strike", "Grève", "G", "slate", "worked", "none", True, False, False),
    ("suspension", "Mise à pied", "MP", "slate", "worked", "none", True, False, False),
    ("unjustified", "Absence injustifiée", "AI", "slate", "worked", "none", True, False, False),
]
FIELDS = (
    "key",
    "name",
    "letter",
    "colour",
    "unit",
    "effect",
    "is_sensitive",
    "covers_leave",
    "is_paid_leave",
)
REASONS = [
    "Les droits de la personne ne suffisent pas",
    "Les dates ne correspondent pas au contrat",
    "Ce congé est déjà déclaré",
    "Ce congé ne relève pas de la caisse",
    "La déclaration est parvenue après le congé, sans justification",
]
SOURCE = "Code du travail, L3141-16, L3141-17 et L3141-18 ; demi-journées : aucune source, refusées faute de règle"


def write(apps: Any, schema_editor: Any) -> None:
    kinds = apps.get_model("absences", "AbsenceKind").objects
    for rank, values in enumerate(KINDS, start=1):
        kinds.create(rank=10 * rank, **dict(zip(FIELDS, values, strict=True)))
    apps.get_model("absences", "AbsenceRule").objects.create(starts_on=date(2016, 8, 10), source=SOURCE)
    reasons = apps.get_model("absences", "RefusalReason").objects
    for rank, label in enumerate(REASONS, start=1):
        reasons.create(rank=10 * rank, label=label)


def erase(apps: Any, schema_editor: Any) -> None:
    for name in ("AbsenceKind", "AbsenceRule", "RefusalReason"):
        apps.get_model("absences", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("absences", "0001_planning")]

    operations = [migrations.RunPython(write, erase)]
