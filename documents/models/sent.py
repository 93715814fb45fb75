"""What a company sends to its caisse."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from adherents.models import Establishment
from core.access import Access, Scope
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet
from core.triggers import stays_in_its_company
from documents.enums import SentState
from documents.models.kinds import DocumentKind, Reader, is_shown_to
from employees.models import Employee


class SentDocumentQuerySet(ScopedQuerySet):
    def for_access(self, access: Access) -> Self:
        """Of a kind whose right this person has: what was sent tells as much as what is received."""
        return self.for_scope(access.scope).filter(is_shown_to(Reader.of(access), "kind__"))

    def waiting(self) -> Self:
        return self.filter(state=SentState.SENT)


class SentDocument(ScopedModel):
    """One sending, of one file or several. `attempt`: of the form that sent it, so that it is sent once."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    reference = models.CharField("référence", max_length=20, unique=True)
    attempt = models.CharField(max_length=32, default=new_public_id, editable=False)
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, related_name="sent", verbose_name="type")
    establishment = models.ForeignKey(
        Establishment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sent_documents",
        verbose_name="site",
    )
    employee = models.ForeignKey(
        Employee, null=True, blank=True, on_delete=models.CASCADE, related_name="sent_documents", verbose_name="salarié"
    )
    note = models.CharField("précision", max_length=600, blank=True)
    state = models.CharField("état", max_length=10, choices=SentState.choices, default=SentState.SENT)
    reason = models.CharField("motif du refus", max_length=500, blank=True)
    sent_at = models.DateTimeField("envoyé le", default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="envoyé par"
    )
    sent_by_label = models.CharField("auteur", max_length=200)
    treated_at = models.DateTimeField("traité le", null=True, blank=True)
    treated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SentDocumentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "document envoyé"
        verbose_name_plural = "documents envoyés"
        ordering = ["-sent_at", "-pk"]
        permissions = [("treat_sentdocument", "Prendre en compte ou refuser un document envoyé")]
        constraints = [
            models.UniqueConstraint(fields=["adherent", "attempt"], name="one_sending_per_attempt"),
            models.CheckConstraint(
                name="refused_sending_says_why",
                condition=Q(state=SentState.REFUSED) & ~Q(reason="") | ~Q(state=SentState.REFUSED) & Q(reason=""),
            ),
            models.CheckConstraint(
                name="treated_sending_has_its_date",
                condition=Q(state=SentState.SENT, treated_at__isnull=True)
                | ~Q(state=SentState.SENT) & Q(treated_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["adherent", "-sent_at", "-id"], name="sending_by_company"),
            models.Index(fields=["sent_at"], name="sending_waiting", condition=Q(state=SentState.SENT)),
        ]
        triggers = [stays_in_its_company(establishment=Establishment, employee=Employee)]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class SentFileQuerySet(ScopedQuerySet):
    def for_access(self, access: Access) -> Self:
        rows = self.filter(adherent_id=access.tiers.adherent_id)
        return rows.filter(sending__in=SentDocument.objects.for_access(access))

    def for_scope(self, scope: Scope) -> Self:
        rows = self.filter(adherent_id=scope.adherent_id)
        return rows.filter(sending__in=SentDocument.objects.for_scope(scope))


class SentFile(ScopedModel):
    """A file of a sending. Stored under a random name; `name` is the one it had, made harmless."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    sending = models.ForeignKey(SentDocument, on_delete=models.CASCADE, related_name="files", verbose_name="envoi")
    stored_name = models.CharField(max_length=100, unique=True, editable=False)
    name = models.CharField("nom du fichier", max_length=120)
    content_type = models.CharField("type", max_length=40)
    size = models.PositiveIntegerField("taille (octets)")

    objects = SentFileQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "fichier envoyé"
        verbose_name_plural = "fichiers envoyés"
        ordering = ["pk"]
        triggers = [stays_in_its_company(sending=SentDocument)]

    def __str__(self) -> str:
        return self.name
