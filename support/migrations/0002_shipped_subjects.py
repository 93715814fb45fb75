"""The subjects that every caisse has, for those that exist; `support.services.subjects` gives them to others."""

from django.db import migrations

_SUBJECTS = (
    ("cotisations", "Cotisations et relevé de compte", "informations-legales"),
    ("declarations", "Déclarations des salaires (DSN)", "informations-legales"),
    ("coordonnees", "Informations légales et coordonnées", "informations-legales"),
    ("embauches-et-sorties", "Embauches et sorties", "salaries"),
    ("droits-a-conges", "Droits à congés d’un salarié", "salaries"),
    ("conges", "Congés déclarés et paiement des congés", "planning"),
    ("intemperies", "Arrêt pour intempéries", "arrets"),
    ("arret-de-travail", "Arrêt de travail d’un salarié", "arrets"),
    ("remboursements", "Remboursements", "arrets"),
    ("documents", "Documents et attestations", "documents"),
    ("espace-securise", "Mon compte et l’Espace sécurisé", "mon-compte"),
    ("autre", "Autre demande", ""),
)


def ship(apps, schema_editor):
    caisse_model, subject_model = apps.get_model("adherents", "Caisse"), apps.get_model("support", "Subject")
    subject_model.objects.bulk_create(
        subject_model(caisse=caisse, code=code, name=name, section=section, rank=rank * 10)
        for caisse in caisse_model.objects.all()
        for rank, (code, name, section) in enumerate(_SUBJECTS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("support", "0001_conversations")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
