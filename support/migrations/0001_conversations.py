import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import core.references


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("adherents", "0014_missing_months"),
        ("employees", "0010_names_of_a_company"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="objet")),
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
                        verbose_name="proposé d’abord depuis",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=100, verbose_name="rang")),
                ("is_active", models.BooleanField(default=True, verbose_name="proposé")),
                (
                    "caisse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subjects",
                        to="adherents.caisse",
                        verbose_name="caisse",
                    ),
                ),
            ],
            options={
                "verbose_name": "objet de message",
                "verbose_name_plural": "objets de message",
                "ordering": ["rank", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("caisse", "code"), name="one_subject_per_code_of_a_caisse"),
                    models.UniqueConstraint(fields=("caisse", "name"), name="one_subject_per_name_of_a_caisse"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=core.references.new_public_id, editable=False, max_length=32, unique=True),
                ),
                ("reference", models.CharField(max_length=20, unique=True, verbose_name="référence")),
                ("attempt", models.CharField(default=core.references.new_public_id, editable=False, max_length=32)),
                ("linked_kind", models.CharField(blank=True, editable=False, max_length=20)),
                ("linked_ref", models.CharField(blank=True, editable=False, max_length=32)),
                (
                    "linked_label",
                    models.CharField(blank=True, editable=False, max_length=250, verbose_name="à propos de"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Envoyé"),
                            ("read", "Lu par la caisse"),
                            ("answered", "Répondu"),
                            ("closed", "Clos"),
                        ],
                        default="sent",
                        editable=False,
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "opened_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="ouverte le"),
                ),
                ("opened_by_label", models.CharField(max_length=200, verbose_name="ouverte par")),
                (
                    "last_message_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="dernier message le"
                    ),
                ),
                (
                    "waiting_since",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="en attente depuis"),
                ),
                (
                    "read_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="lue par la caisse le"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="répondue le"),
                ),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="close le")),
                ("is_unread", models.BooleanField(default=False, editable=False)),
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
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="assigned_conversations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="suivie par",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conversations",
                        to="employees.employee",
                        verbose_name="salarié",
                    ),
                ),
                (
                    "establishment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations",
                        to="adherents.establishment",
                        verbose_name="site",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="followed_by",
                        to="support.conversation",
                        verbose_name="suite de",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ouverte par",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations",
                        to="support.subject",
                        verbose_name="objet",
                    ),
                ),
            ],
            options={
                "verbose_name": "échange",
                "ordering": ["-last_message_at", "-pk"],
                "permissions": [("treat_conversation", "Répondre aux messages des entreprises")],
                "indexes": [
                    models.Index(fields=["adherent", "-last_message_at", "-id"], name="conversation_by_company"),
                    models.Index(
                        condition=models.Q(("is_unread", True)), fields=["adherent"], name="conversation_unread"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("sent", "read"))),
                        fields=["waiting_since"],
                        name="conversation_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", False)),
                        fields=["answered_at"],
                        name="conversation_by_answer",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("adherent", "attempt"), name="one_conversation_per_attempt"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("linked_kind", ""), ("linked_label", ""), ("linked_ref", "")),
                            models.Q(
                                models.Q(("linked_kind", ""), _negated=True),
                                models.Q(("linked_ref", ""), _negated=True),
                                models.Q(("linked_label", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="linked_conversation_names_its_object",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("sent", "read")), ("waiting_since__isnull", False)),
                            models.Q(
                                models.Q(("state__in", ("sent", "read")), _negated=True),
                                ("waiting_since__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="conversation_waits_for_the_caisse_since",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="closed_conversation_has_its_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InternalNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("author_label", models.CharField(max_length=200, verbose_name="auteur")),
                ("body", models.TextField(max_length=2000, verbose_name="note")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="écrite le")),
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
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="support.conversation"
                    ),
                ),
            ],
            options={
                "verbose_name": "note interne",
                "verbose_name_plural": "notes internes",
                "ordering": ["written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=core.references.new_public_id, editable=False, max_length=32, unique=True),
                ),
                ("attempt", models.CharField(default=core.references.new_public_id, editable=False, max_length=32)),
                ("is_from_caisse", models.BooleanField(default=False, verbose_name="de la caisse")),
                ("author_label", models.CharField(max_length=200, verbose_name="auteur")),
                ("body", models.TextField(max_length=5000, verbose_name="message")),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="envoyé le")),
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
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="support.conversation"
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "ordering": ["sent_at", "pk"],
                "indexes": [models.Index(fields=["adherent", "author"], name="message_by_author")],
                "constraints": [
                    models.UniqueConstraint(fields=("conversation", "attempt"), name="one_message_per_attempt")
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=core.references.new_public_id, editable=False, max_length=32, unique=True),
                ),
                ("stored_name", models.CharField(editable=False, max_length=100, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="nom du fichier")),
                ("content_type", models.CharField(max_length=40, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="taille (octets)")),
                ("masked_at", models.DateTimeField(blank=True, null=True, verbose_name="masqué le")),
                (
                    "masked_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("medical", "Donnée de santé"),
                            ("stranger", "Concerne une autre entreprise ou une autre personne"),
                            ("unsafe", "Fichier dangereux"),
                            ("by_mistake", "Envoyé par erreur"),
                        ],
                        max_length=20,
                        verbose_name="motif",
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True, verbose_name="supprimé le")),
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
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="support.conversation"
                    ),
                ),
                (
                    "masked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="support.message"
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce jointe",
                "verbose_name_plural": "pièces jointes",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deleted_at__isnull", True), ("masked_at__isnull", True), ("masked_for", "")),
                            models.Q(("masked_at__isnull", False), models.Q(("masked_for", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="masked_file_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CannedAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="titre")),
                ("body", models.TextField(max_length=5000, verbose_name="réponse")),
                ("is_active", models.BooleanField(default=True, verbose_name="proposée")),
                (
                    "caisse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="canned_answers",
                        to="adherents.caisse",
                        verbose_name="caisse",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="canned_answers",
                        to="support.subject",
                        verbose_name="objet concerné",
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse type",
                "verbose_name_plural": "réponses types",
                "ordering": ["title", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("caisse", "title"), name="one_canned_answer_per_title")
                ],
            },
        ),
        migrations.CreateModel(
            name="Writing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_from_caisse", models.BooleanField(default=False)),
                ("label", models.CharField(max_length=200)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="writings", to="support.conversation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse en cours d’écriture",
                "verbose_name_plural": "réponses en cours d’écriture",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conversation", "person"), name="one_writing_per_person_and_conversation"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="internalnote",
            trigger=pgtrigger.compiler.Trigger(
                name="stays_in_its_company",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.conversation_id IS NOT NULL AND NEW.adherent_id <> (SELECT adherent_id FROM support_conversation WHERE id = NEW.conversation_id) THEN\n                RAISE EXCEPTION 'what a row of % points at is of its company', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'stays_in_its_company';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="a4faf2e8539a357b7a2200550e1153416abe8b9c",
                    operation='INSERT OR UPDATE OF "adherent_id", "conversation_id"',
                    pgid="pgtrigger_stays_in_its_company_67339",
                    table="support_internalnote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="message",
            trigger=pgtrigger.compiler.Trigger(
                name="stays_in_its_company",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.conversation_id IS NOT NULL AND NEW.adherent_id <> (SELECT adherent_id FROM support_conversation WHERE id = NEW.conversation_id) THEN\n                RAISE EXCEPTION 'what a row of % points at is of its company', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'stays_in_its_company';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="33eb2457dbf7afdb0ec27b179fcce269d00a1615",
                    operation='INSERT OR UPDATE OF "adherent_id", "conversation_id"',
                    pgid="pgtrigger_stays_in_its_company_b19cf",
                    table="support_message",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="messagefile",
            trigger=pgtrigger.compiler.Trigger(
                name="stays_in_its_company",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.conversation_id IS NOT NULL AND NEW.adherent_id <> (SELECT adherent_id FROM support_conversation WHERE id = NEW.conversation_id) OR NEW.message_id IS NOT NULL AND NEW.adherent_id <> (SELECT adherent_id FROM support_message WHERE id = NEW.message_id) THEN\n                RAISE EXCEPTION 'what a row of % points at is of its company', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'stays_in_its_company';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="ae8609b7b764668eb6c69e246dad90264822dc45",
                    operation='INSERT OR UPDATE OF "adherent_id", "conversation_id", "message_id"',
                    pgid="pgtrigger_stays_in_its_company_ff777",
                    table="support_messagefile",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conversation",
            trigger=pgtrigger.compiler.Trigger(
                name="stays_in_its_company",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.establishment_id IS NOT NULL AND NEW.adherent_id <> (SELECT adherent_id FROM adherents_establishment WHERE id = NEW.establishment_id) OR NEW.employee_id IS NOT NULL AND NEW.adherent_id <> (SELECT adherent_id FROM employees_employee WHERE id = NEW.employee_id) THEN\n                RAISE EXCEPTION 'what a row of % points at is of its company', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'stays_in_its_company';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="0b3481e5aa573b9e07ec41c2a29424c967238bc3",
                    operation='INSERT OR UPDATE OF "adherent_id", "establishment_id", "employee_id"',
                    pgid="pgtrigger_stays_in_its_company_5cd2d",
                    table="support_conversation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="writing",
            trigger=pgtrigger.compiler.Trigger(
                name="stays_in_its_company",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.conversation_id IS NOT NULL AND NEW.adherent_id <> (SELECT adherent_id FROM support_conversation WHERE id = NEW.conversation_id) THEN\n                RAISE EXCEPTION 'what a row of % points at is of its company', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'stays_in_its_company';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="8dca6eb049f1140e56c279ba397a1c8ad07e9e3d",
                    operation='INSERT OR UPDATE OF "adherent_id", "conversation_id"',
                    pgid="pgtrigger_stays_in_its_company_a12ff",
                    table="support_writing",
                    when="BEFORE",
                ),
            ),
        ),
    ]
