"""What a caisse decides of its attestations, one form one attestation, certificates corrected."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from django.db.models.functions import Cast

import core.references


def mark_each(apps, schema_editor):
    """The default above is one value for all the rows that exist."""
    rows = apps.get_model("documents", "Attestation").objects.all()
    rows.update(attempt=Cast("pk", models.CharField(max_length=32)))


class Migration(migrations.Migration):
    dependencies = [
        ("adherents", "0014_missing_months"),
        ("documents", "0003_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttestationRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "figures_max_days",
                    models.PositiveSmallIntegerField(
                        help_text="Au-delà, aucune attestation n’est établie : votre caisse n’a rien transmis au portail depuis.",
                        verbose_name="ancienneté des chiffres, au plus (jours)",
                    ),
                ),
                ("valid_days", models.PositiveSmallIntegerField(verbose_name="durée de validité (jours)")),
            ],
            options={
                "verbose_name": "règle des attestations",
                "verbose_name_plural": "règles des attestations",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="handover",
            name="stays_in_its_company",
        ),
        migrations.AddField(
            model_name="attestation",
            name="attempt",
            field=models.CharField(default=core.references.new_public_id, editable=False, max_length=32),
        ),
        migrations.RunPython(mark_each, migrations.RunPython.noop),
        migrations.AddField(
            model_name="handover",
            name="corrected_by",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="corrects",
                to="documents.document",
                verbose_name="remplacé par",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="handover",
            name="state",
            field=models.CharField(
                choices=[
                    ("to_check", "À vérifier"),
                    ("to_hand_over", "À remettre"),
                    ("handed_over", "Remis"),
                    ("disputed", "Erreur signalée"),
                    ("replaced", "Remplacé par un certificat corrigé"),
                ],
                default="to_check",
                max_length=12,
                verbose_name="état",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="stays_in_its_company",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.document_id IS NOT NULL AND NEW.adherent_id <> (SELECT adherent_id FROM documents_document WHERE id = NEW.document_id) OR NEW.corrected_by_id IS NOT NULL AND NEW.adherent_id <> (SELECT adherent_id FROM documents_document WHERE id = NEW.corrected_by_id) THEN\n                RAISE EXCEPTION 'what a row of % points at is of its company', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'stays_in_its_company';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="7f5b2ae6308cf268e92e844cfefe897a890d256f",
                    operation='INSERT OR UPDATE OF "adherent_id", "document_id", "corrected_by_id"',
                    pgid="pgtrigger_stays_in_its_company_c40a0",
                    table="documents_handover",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="attestation",
            constraint=models.UniqueConstraint(fields=("adherent", "attempt"), name="one_attestation_per_attempt"),
        ),
        migrations.AddField(
            model_name="attestationrule",
            name="caisse",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attestation_rule",
                to="adherents.caisse",
                verbose_name="caisse",
            ),
        ),
        migrations.AddConstraint(
            model_name="attestationrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("figures_max_days__gt", 0), ("valid_days__gt", 0)),
                name="attestation_rule_lets_some_days",
                violation_error_message="Écrivez au moins un jour.",
            ),
        ),
    ]
