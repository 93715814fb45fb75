"""What is often asked, what is new, and each version of both; the questions that the network ships."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import core.references
from support.questions.shipped import ship


def ship_questions(apps, schema_editor):
    ship(apps.get_model("support", "FaqCategory"), apps.get_model("support", "Question"))


class Migration(migrations.Migration):
    dependencies = [
        ("adherents", "0014_missing_months"),
        ("support", "0005_appointments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FaqCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "section",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Partout"),
                            ("informations-legales", "Informations légales et déclaratives"),
                            ("salaries", "Mes salariés"),
                            ("planning", "Planning des absences"),
                            ("arrets", "Arrêts et remboursements"),
                            ("documents", "Documents"),
                            ("mon-compte", "Mon compte"),
                        ],
                        max_length=20,
                        verbose_name="partie du portail",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=100, verbose_name="rang")),
                (
                    "caisse",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vide : toutes les caisses.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="faq_categories",
                        to="adherents.caisse",
                        verbose_name="caisse",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("caisse", "code"), name="one_faq_category_per_code_of_a_caisse", nulls_distinct=False
                    )
                ],
                "verbose_name": "rubrique de questions",
                "verbose_name_plural": "rubriques de questions",
                "ordering": ["rank", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="News",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=core.references.new_public_id, editable=False, max_length=32, unique=True),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("everybody", "Tout le monde"),
                            ("employer", "Les entreprises"),
                            ("firm", "Les cabinets"),
                            ("staff", "Le personnel de la caisse"),
                        ],
                        default="everybody",
                        max_length=10,
                        verbose_name="pour",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="titre")),
                ("body", models.TextField(max_length=5000, verbose_name="texte")),
                (
                    "starts_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="montrée à partir du"),
                ),
                (
                    "ends_at",
                    models.DateTimeField(blank=True, help_text="Vide : sans fin.", null=True, verbose_name="jusqu’au"),
                ),
                (
                    "is_important",
                    models.BooleanField(
                        default=False, help_text="Montrée aussi en bandeau, sur chaque page.", verbose_name="importante"
                    ),
                ),
                (
                    "is_published",
                    models.BooleanField(
                        default=True, help_text="Décoché : un brouillon, que personne ne voit.", verbose_name="publiée"
                    ),
                ),
                (
                    "caisse",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vide : toutes les caisses.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="news",
                        to="adherents.caisse",
                        verbose_name="caisse",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["caisse", "-starts_at"], name="news_by_caisse")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="news_end_after_they_start",
                    )
                ],
                "verbose_name": "nouveauté",
                "ordering": ["-starts_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=core.references.new_public_id, editable=False, max_length=32, unique=True),
                ),
                ("code", models.SlugField(blank=True, editable=False, max_length=60)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "Tout le monde, site public compris"),
                            ("signed_in", "Les personnes connectées"),
                            ("firm", "Les cabinets"),
                        ],
                        default="signed_in",
                        max_length=10,
                        verbose_name="qui la lit",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="question")),
                (
                    "keywords",
                    models.CharField(
                        blank=True,
                        help_text="Ce que l’on tape aussi pour la trouver.",
                        max_length=300,
                        verbose_name="autres mots",
                    ),
                ),
                ("answer", models.TextField(max_length=5000, verbose_name="réponse")),
                ("rank", models.PositiveSmallIntegerField(default=100, verbose_name="rang")),
                ("is_published", models.BooleanField(default=True, verbose_name="publiée")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="écrite le"),
                ),
                ("vector", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ("vocabulary", models.JSONField(default=dict, editable=False)),
                (
                    "caisse",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vide : toutes les caisses.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="adherents.caisse",
                        verbose_name="caisse",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="support.faqcategory",
                        verbose_name="rubrique",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        help_text="La question du réseau qui ne sera plus montrée aux entreprises de la caisse.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaced_by",
                        to="support.question",
                        verbose_name="à la place de",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["vector"], name="question_words")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True), fields=("code",), name="one_question_per_code"
                    ),
                    models.UniqueConstraint(fields=("caisse", "replaces"), name="one_question_in_place_of_another"),
                    models.CheckConstraint(
                        condition=models.Q(("replaces__isnull", True), ("caisse__isnull", False), _connector="OR"),
                        name="only_a_caisse_replaces_a_question",
                    ),
                ],
                "verbose_name": "question-réponse",
                "verbose_name_plural": "questions-réponses",
                "ordering": ["category__rank", "category__name", "rank", "title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="QuestionReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="jour")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="lectures")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="support.question"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("question", "day"), name="one_count_of_readings_a_day")
                ],
                "verbose_name": "lectures d’une réponse",
                "verbose_name_plural": "lectures des réponses",
            },
        ),
        migrations.CreateModel(
            name="QuestionVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_useful", models.BooleanField(verbose_name="utile")),
                ("voted_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="le")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="question_votes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="support.question"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("question", "person"), name="one_vote_per_person")],
                "verbose_name": "avis sur une réponse",
                "verbose_name_plural": "avis sur les réponses",
            },
        ),
        migrations.CreateModel(
            name="WrittenVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("question", "Question-réponse"), ("news", "Nouveauté")], max_length=10),
                ),
                ("row_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                ("body", models.TextField(verbose_name="texte")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="enregistré le")),
                ("written_by_label", models.CharField(max_length=200, verbose_name="par")),
            ],
            options={
                "verbose_name": "version d’un texte",
                "verbose_name_plural": "versions des textes",
                "ordering": ["-written_at", "-pk"],
                "indexes": [models.Index(fields=["kind", "row_id", "-written_at"], name="version_by_row")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="writtenversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="72b9ff0c7711ea817a832770bf2447980256c534",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c94c4",
                    table="support_writtenversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="writtenversion",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate table %', TG_TABLE_NAME;",
                    hash="2c231781dd32d0b94116c5cd029dad13fb4d4b8a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_bd6e1",
                    table="support_writtenversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(ship_questions, migrations.RunPython.noop),
    ]
