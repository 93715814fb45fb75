"""The dated figures of the régime intempéries: caps, rates, ceilings, delays, and how each caisse counts."""

from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("adherents", "0013_allowance_of_2025"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeclarationDelay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "provisional_hours",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10000),
                        ],
                        verbose_name="heures écoulées pour la déclaration provisoire",
                    ),
                ),
                (
                    "final_months",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(24),
                        ],
                        verbose_name="mois après la reprise pour la déclaration définitive",
                    ),
                ),
            ],
            options={
                "verbose_name": "délai de déclaration",
                "verbose_name_plural": "délais de déclaration",
                "ordering": ["-starts_on"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("starts_on"),
                                    models.F("ends_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            )
                        ],
                        name="one_declaration_delay_a_day",
                        violation_error_message="Une autre ligne vaut déjà pendant une partie de ces jours : terminez-la la veille, ou changez les dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="declaration_delay_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeatwaveSeason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "first_day",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="premier jour",
                    ),
                ),
                (
                    "first_month",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="mois du premier jour",
                    ),
                ),
                (
                    "last_day",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="dernier jour",
                    ),
                ),
                (
                    "last_month",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="mois du dernier jour",
                    ),
                ),
            ],
            options={
                "verbose_name": "période de canicule",
                "verbose_name_plural": "périodes de canicule",
                "ordering": ["-starts_on"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("starts_on"),
                                    models.F("ends_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            )
                        ],
                        name="one_heatwave_season_a_day",
                        violation_error_message="Une autre ligne vaut déjà pendant une partie de ces jours : terminez-la la veille, ou changez les dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="heatwave_season_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_month__range", (1, 12)),
                            ("last_month__range", (1, 12)),
                            ("first_day__range", (1, 31)),
                            ("last_day__range", (1, 31)),
                            models.Q(
                                ("first_month__lt", models.F("last_month")),
                                models.Q(
                                    ("first_day__lte", models.F("last_day")), ("first_month", models.F("last_month"))
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="heatwave_season_is_within_a_year",
                        violation_error_message="Le dernier jour vient avant le premier : donnez deux jours de la même année, dans l’ordre.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeatwaveShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "share",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="part du remboursement ordinaire (%)",
                    ),
                ),
            ],
            options={
                "verbose_name": "part remboursée des canicules",
                "verbose_name_plural": "parts remboursées des canicules",
                "ordering": ["-starts_on"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("starts_on"),
                                    models.F("ends_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            )
                        ],
                        name="one_heatwave_share_a_day",
                        violation_error_message="Une autre ligne vaut déjà pendant une partie de ces jours : terminez-la la veille, ou changez les dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="heatwave_share_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HourlyCeiling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="Le plafond horaire de la sécurité sociale, majoré de 20 %.",
                        max_digits=6,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="plafond du salaire horaire (€)",
                    ),
                ),
            ],
            options={
                "verbose_name": "plafond du salaire horaire",
                "verbose_name_plural": "plafonds du salaire horaire",
                "ordering": ["-starts_on"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("starts_on"),
                                    models.F("ends_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            )
                        ],
                        name="one_hourly_ceiling_a_day",
                        violation_error_message="Une autre ligne vaut déjà pendant une partie de ces jours : terminez-la la veille, ou changez les dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="hourly_ceiling_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoppageRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "carence_hours",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("24")),
                        ],
                        verbose_name="carence (heures)",
                    ),
                ),
                (
                    "hours_a_day",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("24")),
                        ],
                        verbose_name="maximum par jour (heures)",
                    ),
                ),
                (
                    "hours_a_week",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("168")),
                        ],
                        verbose_name="maximum par semaine (heures)",
                    ),
                ),
                (
                    "days_a_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(366),
                        ],
                        verbose_name="maximum par année civile (jours)",
                    ),
                ),
                (
                    "least_hours",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("1000")),
                        ],
                        verbose_name="à avoir faites avant l’arrêt (heures)",
                    ),
                ),
                (
                    "least_hours_months",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="pendant tant de mois",
                    ),
                ),
                (
                    "indemnity_rate",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="indemnité, du salaire plafonné (%)",
                    ),
                ),
                (
                    "full_rate",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="remboursement des grandes entreprises (%)",
                    ),
                ),
                (
                    "small_rate",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="remboursement des autres (%)",
                    ),
                ),
                (
                    "full_rate_above",
                    models.PositiveSmallIntegerField(
                        help_text="Ses salaires plafonnés de la campagne dépassent tant de fois l’abattement.",
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="grande entreprise au-delà de tant d’abattements",
                    ),
                ),
                (
                    "reduced_hours",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("168")),
                        ],
                        verbose_name="remboursées au taux réduit après chaque carence (heures)",
                    ),
                ),
                (
                    "reduced_rate",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="taux réduit (%)",
                    ),
                ),
            ],
            options={
                "verbose_name": "règle de l’indemnisation",
                "verbose_name_plural": "règles de l’indemnisation",
                "ordering": ["-starts_on"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("starts_on"),
                                    models.F("ends_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            )
                        ],
                        name="one_stoppage_rule_a_day",
                        violation_error_message="Une autre ligne vaut déjà pendant une partie de ces jours : terminez-la la veille, ou changez les dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="stoppage_rule_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaissePractice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "carence",
                    models.CharField(
                        choices=[("law", "Une par arrêt continu (D5424-12)"), ("per_week", "Une par semaine")],
                        default="law",
                        max_length=10,
                        verbose_name="carence",
                    ),
                ),
                (
                    "tolerance",
                    models.CharField(
                        choices=[
                            ("none", "Aucune"),
                            ("month_end", "Tant de jours après la reprise, fin de mois"),
                            ("next_month_end", "Fin du mois qui suit la reprise"),
                        ],
                        default="none",
                        max_length=15,
                        verbose_name="tolérance",
                    ),
                ),
                (
                    "tolerance_days",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Comptés depuis la reprise, pour « tant de jours, fin de mois » seulement.",
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="jours de tolérance",
                    ),
                ),
                (
                    "caisse",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vide : pour toute caisse qui n’a pas dit la sienne.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stoppage_practices",
                        to="adherents.caisse",
                        verbose_name="caisse",
                    ),
                ),
            ],
            options={
                "verbose_name": "usage d’une caisse",
                "verbose_name_plural": "usages des caisses",
                "ordering": [models.OrderBy(models.F("caisse"), nulls_first=True), "-starts_on"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    models.F("caisse"), models.Value(0), output_field=models.BigIntegerField()
                                ),
                                "=",
                            ),
                            (
                                models.Func(
                                    models.F("starts_on"),
                                    models.F("ends_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="one_practice_a_day_in_a_caisse",
                        violation_error_message="Une autre ligne vaut déjà pendant une partie de ces jours : terminez-la la veille, ou changez les dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="practice_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("tolerance", "month_end"), ("tolerance_days__gt", 0)),
                            models.Q(models.Q(("tolerance", "month_end"), _negated=True), ("tolerance_days", 0)),
                            _connector="OR",
                        ),
                        name="tolerance_has_days_when_it_counts_them",
                        violation_error_message="Donnez le nombre de jours avec « tant de jours, fin de mois », et 0 avec une autre tolérance.",
                    ),
                ],
            },
        ),
    ]
