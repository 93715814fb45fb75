"""The subjects that a caisse has from the start."""

from adherents.models import Caisse
from support.enums import Section
from support.models import Subject

# What a subject that a caisse does not have becomes there.
OTHER = "autre"
# (code, name, where it is offered first); the caisse renames, orders and adds as it likes.
SHIPPED: tuple[tuple[str, str, Section], ...] = (
    ("cotisations", "Cotisations et relevé de compte", Section.LEGAL),
    ("declarations", "Déclarations des salaires (DSN)", Section.LEGAL),
    ("coordonnees", "Informations légales et coordonnées", Section.LEGAL),
    ("embauches-et-sorties", "Embauches et sorties", Section.EMPLOYEES),
    ("droits-a-conges", "Droits à congés d’un salarié", Section.EMPLOYEES),
    ("conges", "Congés déclarés et paiement des congés", Section.ABSENCES),
    ("intemperies", "Arrêt pour intempéries", Section.STOPPAGES),
    ("arret-de-travail", "Arrêt de travail d’un salarié", Section.STOPPAGES),
    ("remboursements", "Remboursements", Section.STOPPAGES),
    ("documents", "Documents et attestations", Section.DOCUMENTS),
    ("espace-securise", "Mon compte et l’Espace sécurisé", Section.ACCOUNT),
    (OTHER, "Autre demande", Section.EVERYWHERE),
)


def ensure_subjects(caisse: Caisse) -> None:
    """Give the caisse those that it lacks; those that it has stay as it made them."""
    rows = [
        Subject(caisse=caisse, code=code, name=name, section=section, rank=rank * 10)
        for rank, (code, name, section) in enumerate(SHIPPED, start=1)
    ]
    Subject.objects.bulk_create(rows, ignore_conflicts=True)
