import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("adherents", "0014_missing_months"),
        ("support", "0006_questions_and_news"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PageText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(max_length=80, verbose_name="page")),
                (
                    "kind",
                    models.CharField(
                        choices=[("help", "Aide"), ("tutorial", "Tutoriel")],
                        default="help",
                        max_length=10,
                        verbose_name="texte",
                    ),
                ),
                ("body", models.TextField(blank=True, max_length=10000, verbose_name="texte")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="écrit le"),
                ),
                (
                    "caisse",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="page_texts",
                        to="adherents.caisse",
                        verbose_name="caisse",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="écrit par",
                    ),
                ),
            ],
            options={
                "verbose_name": "aide ou tutoriel remplacé",
                "verbose_name_plural": "aides et tutoriels remplacés",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["kind", "page", "caisse", "-id"], name="page_text_in_force")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pagetext",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8967d87108cc6099bea3d87b4766b52ed05e17a4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ed3bb",
                    table="support_pagetext",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pagetext",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate table %', TG_TABLE_NAME;",
                    hash="fb5e6cd62b0c2c15afc6072ee5b7927f9794ef15",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_e6b67",
                    table="support_pagetext",
                    when="BEFORE",
                ),
            ),
        ),
    ]
