"""Written waivers of the days of fractionnement, one a person and a taking period, and their lines of history."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.references


class Migration(migrations.Migration):
    dependencies = [
        ("adherents", "0011_public_holidays_of_the_law"),
        ("employees", "0008_fractionnement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="employeeevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hire_declared", "Embauche déclarée"),
                    ("hire_corrected", "Embauche corrigée"),
                    ("hire_cancelled", "Embauche annulée"),
                    ("hire_accepted", "Embauche enregistrée par la caisse"),
                    ("hire_refused", "Embauche refusée par la caisse"),
                    ("departure_declared", "Sortie déclarée"),
                    ("departure_corrected", "Sortie corrigée"),
                    ("departure_cancelled", "Sortie annulée"),
                    ("departure_accepted", "Sortie enregistrée par la caisse"),
                    ("departure_refused", "Sortie refusée par la caisse"),
                    ("correction_asked", "Correction demandée par la caisse"),
                    ("change_asked", "Modification demandée à la caisse"),
                    ("change_withdrawn", "Demande de modification retirée"),
                    ("change_accepted", "Modification acceptée par la caisse"),
                    ("change_refused", "Modification refusée par la caisse"),
                    ("changed", "Fiche modifiée"),
                    ("imported", "Fiche modifiée par un import"),
                    ("split_waived", "Renonciation au fractionnement enregistrée"),
                    ("split_waiver_withdrawn", "Renonciation au fractionnement retirée"),
                    ("nir_shown", "NIR affiché"),
                ],
                max_length=25,
                verbose_name="événement",
            ),
        ),
        migrations.CreateModel(
            name="SplitWaiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=core.references.new_public_id, editable=False, max_length=32, unique=True),
                ),
                ("taking_starts_on", models.DateField(verbose_name="congés à prendre à partir du")),
                ("signed_on", models.DateField(verbose_name="signée le")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="enregistrée le")),
                ("recorded_by_label", models.CharField(max_length=200, verbose_name="auteur")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="retirée le")),
                ("withdrawn_by_label", models.CharField(blank=True, max_length=200, verbose_name="auteur du retrait")),
                (
                    "adherent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="adherents.adherent",
                        verbose_name="entreprise adhérente",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="split_waivers",
                        to="employees.employee",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="enregistrée par",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="retirée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "renonciation au fractionnement",
                "verbose_name_plural": "renonciations au fractionnement",
                "ordering": ["-taking_starts_on", "-recorded_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("employee", "taking_starts_on"),
                        name="one_split_waiver_per_taking_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                                ("withdrawn_by_label", ""),
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False), models.Q(("withdrawn_by_label", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="withdrawn_split_waiver_says_by_whom",
                    ),
                ],
            },
        ),
    ]
