import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("adherents", "0009_means_of_payment")]

    operations = [
        migrations.AddField(
            model_name="establishment",
            name="keeps_good_friday",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="En Alsace-Moselle : cochez si la commune a un temple protestant ou une église mixte "
                "(L3134-13).",
                verbose_name="Vendredi saint férié",
            ),
        ),
        migrations.CreateModel(
            name="PublicHoliday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="au")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "territory",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("alsace_moselle", "Alsace-Moselle"),
                            ("guadeloupe", "Guadeloupe"),
                            ("guyane", "Guyane"),
                            ("martinique", "Martinique"),
                            ("mayotte", "Mayotte"),
                            ("reunion", "La Réunion"),
                            ("saint_barthelemy", "Saint-Barthélemy"),
                            ("saint_martin", "Saint-Martin"),
                        ],
                        help_text="Vide : partout.",
                        max_length=20,
                        verbose_name="territoire",
                    ),
                ),
                ("month", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="mois")),
                ("day", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="jour du mois")),
                (
                    "days_after_easter",
                    models.SmallIntegerField(
                        blank=True,
                        help_text="À la place du jour et du mois : 1 pour le lundi de Pâques, −2 pour le Vendredi "
                        "saint.",
                        null=True,
                        verbose_name="jours après Pâques",
                    ),
                ),
                (
                    "only_where_kept",
                    models.BooleanField(
                        default=False,
                        help_text="Seulement aux établissements dont la commune garde le Vendredi saint.",
                        verbose_name="selon la commune",
                    ),
                ),
                (
                    "caisse",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vide : un jour de la loi, pour tout le réseau.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_holidays",
                        to="adherents.caisse",
                        verbose_name="caisse",
                    ),
                ),
            ],
            options={
                "verbose_name": "jour férié",
                "verbose_name_plural": "jours fériés",
                "ordering": [
                    F("caisse").asc(nulls_first=True),
                    "territory",
                    "month",
                    "day",
                    "days_after_easter",
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(month__isnull=False, day__isnull=False, days_after_easter__isnull=True)
                        & Q(month__range=(1, 12), day__range=(1, 31))
                        | Q(month__isnull=True, day__isnull=True, days_after_easter__isnull=False)
                        & Q(days_after_easter__range=(-80, 250)),
                        name="holiday_is_a_date_or_follows_easter",
                        violation_error_message="Donnez un mois et un jour, ou bien un nombre de jours après Pâques, "
                        "de −80 à 250, et pas les deux.",
                    ),
                    models.CheckConstraint(
                        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                        name="holiday_ends_after_it_starts",
                        violation_error_message="La fin vient avant le début : corrigez l’une des deux dates.",
                    ),
                ],
            },
        ),
    ]
