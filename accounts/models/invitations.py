"""Who is asked to join a company, and the request to change its holder."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import HolderChangeState, InvitationState, MembershipRole
from adherents.models import Establishment
from core.french import de
from core.references import new_public_id
from core.search import search_column
from core.tenancy import ScopedModel, ScopedQuerySet


class InvitationQuerySet(ScopedQuerySet):
    def usable(self, now: datetime) -> Self:
        """Waiting for an answer, and not too old for one."""
        return self.filter(state=InvitationState.PENDING, expires_at__gt=now)

    def over(self, now: datetime) -> Self:
        """Still marked as waiting, but too old."""
        return self.filter(state=InvitationState.PENDING, expires_at__lte=now)


class Invitation(ScopedModel):
    """A person is asked, by e-mail, to join a company (or one of its sites) with these rights.

    The secret of the link is kept as a digest; sending the invitation again replaces it.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    establishment = models.ForeignKey(
        Establishment, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="site"
    )
    email = models.CharField("adresse électronique", max_length=254, db_index=True)
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    role = models.CharField("rôle", max_length=10, choices=MembershipRole.choices, default=MembershipRole.COLLEAGUE)
    rights = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name="droits")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField("état", max_length=10, choices=InvitationState.choices, default=InvitationState.PENDING)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="invité par"
    )
    created_at = models.DateTimeField("invité le", default=timezone.now)
    sent_at = models.DateTimeField("envoyée le", default=timezone.now)
    expires_at = models.DateTimeField("valable jusqu’au")
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)
    searched = search_column("last_name", "first_name", "email")

    objects = InvitationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "invitation"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["adherent", "email"],
                condition=Q(state=InvitationState.PENDING),
                name="one_pending_invitation_per_address",
            ),
            models.CheckConstraint(
                name="invitation_expires_after_it_is_made", condition=Q(expires_at__gt=F("created_at"))
            ),
            models.CheckConstraint(
                name="ended_invitation_has_its_date",
                condition=Q(state=InvitationState.PENDING) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {de(self.get_full_name())}"

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_usable(self) -> bool:
        return self.state == InvitationState.PENDING and self.expires_at > timezone.now()

    @property
    def present_state(self) -> InvitationState:
        """The state, told at once when the time is over, before the job that marks it."""
        if self.state == InvitationState.PENDING and not self.is_usable:
            return InvitationState.EXPIRED
        return InvitationState(self.state)


class HolderChangeQuerySet(ScopedQuerySet):
    def under_way(self) -> Self:
        return self.filter(state__in=[HolderChangeState.PENDING, HolderChangeState.INVITED])


class HolderChange(ScopedModel):
    """A holder asks to be replaced: by a colleague (`successor`), or by a person named with their address.

    The caisse decides; the former holder steps down when the new one has the company, never before.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="titulaire actuel"
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="collègue désigné"
    )
    email = models.CharField("adresse électronique", max_length=254)
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    stays = models.BooleanField("l’ancien titulaire reste collègue", default=True)
    state = models.CharField(
        "état", max_length=10, choices=HolderChangeState.choices, default=HolderChangeState.PENDING
    )
    invitation = models.OneToOneField(
        Invitation, null=True, on_delete=models.SET_NULL, related_name="holder_change", verbose_name="invitation"
    )
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    decided_at = models.DateTimeField("décidé le", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="décidé par"
    )
    refusal_reason = models.CharField("motif du refus", max_length=300, blank=True)
    searched = search_column("last_name", "first_name", "email")

    objects = HolderChangeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "changement de titulaire"
        verbose_name_plural = "changements de titulaire"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["adherent"],
                condition=Q(state__in=[HolderChangeState.PENDING, HolderChangeState.INVITED]),
                name="one_holder_change_under_way",
            ),
            models.CheckConstraint(
                name="refused_holder_change_has_its_reason",
                condition=~Q(state=HolderChangeState.REFUSED) | ~Q(refusal_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adherent}\u00a0: {self.new_name}"

    @property
    def new_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
