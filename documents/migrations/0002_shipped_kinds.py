"""The kinds of documents that every caisse has, for those that exist; `documents.services.kinds` gives them to others."""

from django.db import migrations

# code: (name, audience, right, handed over, accepted, months)
_KINDS = {
    "releve-de-compte": (
        "Relevé de compte valant appel de cotisations",
        "everybody",
        "legal.consult",
        False,
        False,
        120,
    ),
    "attestation-de-mise-a-jour": ("Attestation de mise à jour", "everybody", "", False, False, 24),
    "attestation-de-marche": ("Attestation de marché", "everybody", "", False, False, 24),
    "certificat-de-conge": ("Certificat de congé", "everybody", "wages.consult", True, False, 60),
    "notification-de-remboursement": (
        "Notification de remboursement",
        "everybody",
        "stoppages.consult",
        False,
        False,
        60,
    ),
    "courrier": ("Courrier", "everybody", "", False, True, 60),
    "avis-de-paiement": ("Avis de paiement", "nobody", "wages.consult", False, False, 60),
    "attestation-de-paiement": ("Attestation de paiement", "nobody", "wages.consult", False, False, 60),
    "extrait-kbis": ("Extrait Kbis", "everybody", "", False, True, 60),
    "mandat-sepa": ("Mandat SEPA signé", "company", "", False, True, 60),
    "autre-document": ("Autre document", "everybody", "", False, True, 60),
}


def ship(apps, schema_editor):
    kind_model = apps.get_model("documents", "DocumentKind")
    for caisse in apps.get_model("adherents", "Caisse").objects.all():
        for code, (name, audience, right, is_handed_over, is_accepted, months) in _KINDS.items():
            kind_model.objects.get_or_create(
                caisse=caisse,
                code=code,
                defaults={
                    "name": name,
                    "audience": audience,
                    "needed_right": right,
                    "is_handed_over": is_handed_over,
                    "is_accepted": is_accepted,
                    "retention_months": months,
                },
            )


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_documents")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
