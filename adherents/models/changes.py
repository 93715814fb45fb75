"""What a company asks its caisse to change, and the proofs it joins."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from adherents.enums import CHANGES_OF_A_SITE, ChangeKind, ChangeState, ContactKind
from adherents.models.company import Establishment
from core.access import Access, Scope
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet


class ChangeRequestQuerySet(ScopedQuerySet):
    def for_access(self, access: Access) -> Self:
        """Bank details are the company's own affair: neither an accountant nor a site sees requests about them."""
        return super().for_scope(access.scope) if access.via.kind == "membership" else self.for_scope(access.scope)

    def for_scope(self, scope: Scope) -> Self:
        """Without knowing who asks: none about bank details."""
        return super().for_scope(scope).exclude(kind=ChangeKind.BANK)

    def open(self) -> Self:
        return self.filter(state=ChangeState.SENT)


class ChangeRequest(ScopedModel):
    """One change asked for. `before` and `asked` hold the same names; an IBAN is in them masked, and sealed aside."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    kind = models.CharField("demande", max_length=10, choices=ChangeKind.choices)
    establishment = models.ForeignKey(
        Establishment, null=True, blank=True, on_delete=models.PROTECT, related_name="changes", verbose_name="site"
    )
    contact_kind = models.CharField("contact", max_length=10, choices=ContactKind.choices, blank=True)
    before = models.JSONField("valeurs au moment de la demande", default=dict)
    asked = models.JSONField("valeurs demandées", default=dict)
    sealed = models.BinaryField("IBAN demandé (chiffré)", null=True, editable=False)
    state = models.CharField("état", max_length=10, choices=ChangeState.choices, default=ChangeState.SENT)
    reason = models.CharField("motif du refus", max_length=500, blank=True)
    asked_at = models.DateTimeField("demandée le", default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="demandée par"
    )
    asked_by_label = models.CharField("auteur", max_length=200)
    treated_at = models.DateTimeField("close le", null=True, blank=True)
    treated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="traitée par"
    )

    objects = ChangeRequestQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "demande de modification"
        verbose_name_plural = "demandes de modification"
        ordering = ["-asked_at", "-pk"]
        permissions = [
            ("treat_changerequest", "Accepter ou refuser une demande de modification"),
            ("show_iban", "Afficher un IBAN en entier"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["adherent", "kind", "establishment", "contact_kind"],
                condition=Q(state=ChangeState.SENT),
                nulls_distinct=False,
                name="one_open_change_per_object",
            ),
            models.CheckConstraint(
                name="change_names_its_object",
                condition=Q(kind__in=CHANGES_OF_A_SITE, establishment__isnull=False, contact_kind="")
                | Q(kind=ChangeKind.CONTACT) & ~Q(contact_kind="")
                | Q(kind=ChangeKind.BANK, establishment__isnull=True, contact_kind=""),
            ),
            models.CheckConstraint(
                name="refused_change_says_why",
                condition=Q(state=ChangeState.REFUSED) & ~Q(reason="") | ~Q(state=ChangeState.REFUSED) & Q(reason=""),
            ),
            models.CheckConstraint(
                name="closed_change_has_its_date",
                condition=Q(state=ChangeState.SENT, treated_at__isnull=True)
                | ~Q(state=ChangeState.SENT) & Q(treated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_an_open_bank_change_keeps_an_iban",
                condition=Q(kind=ChangeKind.BANK, state=ChangeState.SENT, sealed__isnull=False)
                | ~Q(kind=ChangeKind.BANK, state=ChangeState.SENT) & Q(sealed__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="change_by_state")]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        what = self.get_contact_kind_display() if self.kind == ChangeKind.CONTACT else self.get_kind_display()
        return f"{what}, {self.establishment.name}" if self.establishment else what

    @property
    def is_open(self) -> bool:
        return self.state == ChangeState.SENT


class ChangeProofQuerySet(ScopedQuerySet):
    def for_access(self, access: Access) -> Self:
        """The proofs of the requests that this person sees."""
        return super().for_scope(access.scope).filter(change__in=ChangeRequest.objects.for_access(access))

    def for_scope(self, scope: Scope) -> Self:
        return super().for_scope(scope).filter(change__in=ChangeRequest.objects.for_scope(scope))


class ChangeProof(ScopedModel):
    """A file joined to a request. Stored under a random name; `name` is the one it had, made harmless."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    change = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="proofs", verbose_name="demande")
    stored_name = models.CharField(max_length=100, unique=True, editable=False)
    name = models.CharField("nom du fichier", max_length=120)
    content_type = models.CharField("type", max_length=40)
    size = models.PositiveIntegerField("taille (octets)")

    objects = ChangeProofQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "justificatif"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
