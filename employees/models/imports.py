"""A list of people sent as a file: its lines as they were read, and what each would do."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from adherents.models import Establishment
from core.access import Scope
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet
from employees.enums import ImportState, Outcome
from employees.models.people import Employee


class EmployeeImport(ScopedModel):
    """One file. Its content waits sealed in the private files (it holds NIRs), and is deleted once read.

    `establishment`: the site of whoever sent it, when they act for one. `alphabet`: the old one that a text was read
    in, `words` some of its words, which somebody confirms before anything is recorded (`core.tables.alphabets`).
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    establishment = models.ForeignKey(Establishment, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField("fichier", max_length=120)
    stored_name = models.CharField(max_length=100, blank=True, editable=False)
    state = models.CharField("état", max_length=20, choices=ImportState.choices, default=ImportState.QUEUED)
    done = models.PositiveIntegerField("lignes faites", default=0)
    total = models.PositiveIntegerField("lignes", default=0)
    message = models.CharField("pourquoi", max_length=500, blank=True)
    alphabet = models.CharField("alphabet du fichier", max_length=60, blank=True)
    words = models.JSONField("mots à relire", default=list)
    confirmed_at = models.DateTimeField("alphabet confirmé le", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="envoyé par"
    )
    created_by_label = models.CharField("auteur", max_length=200)
    created_at = models.DateTimeField("envoyé le", default=timezone.now)
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "import de salariés"
        verbose_name_plural = "imports de salariés"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="unreadable_import_says_why", condition=~Q(state=ImportState.UNREADABLE) | ~Q(message="")
            ),
            models.CheckConstraint(name="import_does_no_more_than_its_lines", condition=Q(done__lte=F("total"))),
        ]
        indexes = [models.Index(fields=["adherent", "-created_at"], name="import_by_company")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def must_confirm(self) -> bool:
        """Whether somebody must still say that its accents are read right."""
        return bool(self.alphabet) and self.confirmed_at is None


class ImportLineQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        rows = super().for_scope(scope)
        site = scope.establishment_id
        return rows if site is None else rows.filter(import_file__establishment_id=site)


class ImportLine(ScopedModel):
    """One line as read. `values` as the services take them (never the NIR); `problems`: what is wrong, by heading."""

    import_file = models.ForeignKey(EmployeeImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField("ligne")
    outcome = models.CharField("résultat", max_length=10, choices=Outcome.choices)
    name = models.CharField("salarié", max_length=200, blank=True)
    values = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    nir_sealed = models.BinaryField(null=True, editable=False)
    employee = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    objects = ImportLineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["import_file", "number"], name="import_lines_are_numbered"),
            models.CheckConstraint(name="wrong_line_says_why", condition=~Q(outcome=Outcome.WRONG) | ~Q(problems=[])),
        ]
        indexes = [models.Index(fields=["import_file", "outcome", "number"], name="import_line_by_outcome")]

    def __str__(self) -> str:
        return f"Ligne {self.number}"
