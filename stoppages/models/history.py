"""The line of life of a case, its files, the questions of the caisse."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.references import new_public_id
from core.triggers import append_only, stays_in_its_company
from employees.models import Employee
from stoppages.enums import EventKind, FileKind
from stoppages.models.cases import StoppageCase
from stoppages.models.declarations import StoppageDeclaration
from stoppages.models.parts import CasePart


class CaseEvent(CasePart):
    """One line, in append only. `changes`: the name of what changed → [before, after], as texts, never a wage."""

    kind = models.CharField("événement", max_length=18, choices=EventKind.choices)
    at = models.DateTimeField("date", default=timezone.now)
    by_caisse = models.BooleanField("par la caisse", default=False)
    actor_label = models.CharField("auteur", max_length=200, blank=True)
    via = models.CharField("au titre de", max_length=200, blank=True)
    message = models.CharField("précision", max_length=500, blank=True)
    declaration = models.ForeignKey(
        StoppageDeclaration, null=True, blank=True, on_delete=models.CASCADE, related_name="events"
    )
    changes = models.JSONField("détail", default=dict)

    class Meta:
        verbose_name = "événement d’un dossier"
        verbose_name_plural = "historique des dossiers"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["case", "-at"], name="event_by_case")]
        triggers = [*append_only(), stays_in_its_company(case=StoppageCase)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.case_id}"


class CaseQuestion(CasePart):
    """Something that the caisse asks of the company, and its answer."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    text = models.CharField("question", max_length=1000)
    asked_at = models.DateTimeField("posée le", default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="posée par"
    )
    due_on = models.DateField("à répondre avant le", null=True, blank=True)
    answer = models.CharField("réponse", max_length=2000, blank=True)
    answered_at = models.DateTimeField("répondue le", null=True, blank=True)
    answered_by_label = models.CharField("répondue par", max_length=200, blank=True)

    class Meta:
        verbose_name = "question de la caisse"
        verbose_name_plural = "questions de la caisse"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at__isnull=True), name="one_open_question_per_case"
            )
        ]
        triggers = [stays_in_its_company(case=StoppageCase)]

    def __str__(self) -> str:
        return self.text[:60]


class CaseFile(CasePart):
    """A file of a case, under a random name; `name`: the one it had, made harmless. `purged_at`: deleted at the time
    set, its line kept.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    kind = models.CharField("nature", max_length=15, choices=FileKind.choices)
    employee = models.ForeignKey(
        Employee, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name="salarié"
    )
    question = models.ForeignKey(
        CaseQuestion, null=True, blank=True, on_delete=models.CASCADE, related_name="files", verbose_name="question"
    )
    stored_name = models.CharField(max_length=100, unique=True, editable=False)
    name = models.CharField("nom du fichier", max_length=120)
    content_type = models.CharField("type", max_length=40)
    size = models.PositiveIntegerField("taille (octets)")
    added_at = models.DateTimeField("jointe le", default=timezone.now)
    added_by_label = models.CharField("jointe par", max_length=200)
    purged_at = models.DateTimeField("supprimée le", null=True, blank=True)

    class Meta:
        verbose_name = "pièce d’un dossier"
        verbose_name_plural = "pièces des dossiers"
        ordering = ["pk"]
        triggers = [stays_in_its_company(case=StoppageCase, employee=Employee)]

    def __str__(self) -> str:
        return self.name
