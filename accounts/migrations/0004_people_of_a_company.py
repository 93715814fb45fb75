import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.references

# A reference of its own for each membership that is already there, in one statement however many they are.
GIVE_REFERENCES = "UPDATE accounts_membership SET public_id = left(replace(gen_random_uuid()::text, '-', ''), 22)"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_person_by_mobile"),
        ("adherents", "0003_store_plain_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="public_id",
            field=models.CharField(default="", editable=False, max_length=32),
        ),
        migrations.RunSQL(GIVE_REFERENCES, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="membership",
            name="public_id",
            field=models.CharField(default=core.references.new_public_id, editable=False, max_length=32, unique=True),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=core.references.new_public_id, editable=False, max_length=32, unique=True),
                ),
                ("email", models.CharField(db_index=True, max_length=254, verbose_name="adresse électronique")),
                ("first_name", models.CharField(max_length=80, verbose_name="prénom")),
                ("last_name", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "role",
                    models.CharField(
                        choices=[("holder", "Titulaire"), ("colleague", "Collègue")],
                        default="colleague",
                        max_length=10,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "rights",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="droits",
                    ),
                ),
                ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "En attente"),
                            ("accepted", "Acceptée"),
                            ("refused", "Refusée"),
                            ("withdrawn", "Retirée"),
                            ("expired", "Expirée"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="invité le")),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="envoyée le")),
                ("expires_at", models.DateTimeField(verbose_name="valable jusqu’au")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="terminée le")),
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
                    "establishment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="adherents.establishment",
                        verbose_name="site",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invité par",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="HolderChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=core.references.new_public_id, editable=False, max_length=32, unique=True),
                ),
                ("email", models.CharField(max_length=254, verbose_name="adresse électronique")),
                ("first_name", models.CharField(max_length=80, verbose_name="prénom")),
                ("last_name", models.CharField(max_length=80, verbose_name="nom")),
                ("stays", models.BooleanField(default=True, verbose_name="l’ancien titulaire reste collègue")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "À décider par la caisse"),
                            ("invited", "Confirmée, invitation envoyée"),
                            ("done", "Faite"),
                            ("refused", "Refusée par la caisse"),
                            ("withdrawn", "Abandonnée"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="demandé le")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="décidé le")),
                ("refusal_reason", models.CharField(blank=True, max_length=300, verbose_name="motif du refus")),
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
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="décidé par",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="titulaire actuel",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="collègue désigné",
                    ),
                ),
                (
                    "invitation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="holder_change",
                        to="accounts.invitation",
                        verbose_name="invitation",
                    ),
                ),
            ],
            options={
                "verbose_name": "changement de titulaire",
                "verbose_name_plural": "changements de titulaire",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "pending")),
                fields=("adherent", "email"),
                name="one_pending_invitation_per_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("created_at"))),
                name="invitation_expires_after_it_is_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "pending"), ("ended_at__isnull", False), _connector="OR"),
                name="ended_invitation_has_its_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="holderchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["pending", "invited"])),
                fields=("adherent",),
                name="one_holder_change_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="holderchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("refusal_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="refused_holder_change_has_its_reason",
            ),
        ),
    ]
