"""What a company lets a firm do, for which sites, its history, and what asks for it."""

from datetime import date, datetime
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.compiled import Given
from core.references import new_public_id
from core.templatetags.portal import siret
from core.tenancy import ScopedModel, ScopedQuerySet
from core.triggers import append_only
from delegations.enums import (
    ACCEPTED_STATES,
    ENDED_STATES,
    OPEN_STATES,
    AnswerState,
    DelegationState,
    EventKind,
    Side,
)
from delegations.models.firms import Firm, FirmMember, RequestBatch


class DelegationQuerySet(ScopedQuerySet):
    def in_force(self, on: date | Given) -> Self:
        """Accepted, started, not ended."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on), state=DelegationState.ACTIVE, starts_on__lte=on
        )

    def over(self, on: date | Given) -> Self:
        """Ended by someone, or by its last day, whether or not the job has said so yet."""
        return self.filter(Q(state__in=ENDED_STATES) | Q(ends_on__lt=on))

    def current(self, on: date | Given) -> Self:
        """Not over: waiting for an answer, to come, in force, suspended."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), state__in=OPEN_STATES)

    def open(self) -> Self:
        """Waiting for an answer, or accepted and not ended."""
        return self.filter(state__in=OPEN_STATES)


class Delegation(ScopedModel):
    """Rights that a company gives to a firm, from a day, to an optional last day (included).

    `firm` is null until the firm of `firm_siret` is known; the invitation's link is only in its e-mail.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    firm = models.ForeignKey(
        Firm, null=True, blank=True, on_delete=models.PROTECT, related_name="delegations", verbose_name="cabinet"
    )
    firm_siret = models.CharField("SIRET du cabinet", max_length=14)
    invited_email = models.CharField("adresse invitée", max_length=254, blank=True)
    all_sites = models.BooleanField("tous les sites", default=True)
    # Read only when not `all_sites`.
    establishments = models.ManyToManyField(
        "adherents.Establishment", through="DelegationSite", related_name="+", verbose_name="sites", blank=True
    )
    rights = ArrayField(models.CharField(max_length=30), default=list, verbose_name="droits")
    state = models.CharField("état", max_length=10, choices=DelegationState.choices, default=DelegationState.PENDING)
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    # Raised at each change: whoever saves what they read under another number is told what changed meanwhile.
    version = models.PositiveIntegerField(default=1, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="donnée par"
    )
    created_at = models.DateTimeField("donnée le", default=timezone.now)
    # Kept when the invitation is over, so that its link says what became of it; the state alone makes it usable.
    token_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    invitation_expires_at = models.DateTimeField("invitation valable jusqu’au", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="acceptée par"
    )
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)
    end_reason = models.CharField("motif", max_length=300, blank=True)
    # The end date that the company was already reminded of.
    reminded_of = models.DateField(null=True, editable=False)

    objects = DelegationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "délégation"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                fields=["adherent", "firm_siret"],
                condition=Q(state__in=OPEN_STATES),
                name="one_open_delegation_per_firm",
            ),
            models.CheckConstraint(
                name="pending_delegation_is_not_answered",
                condition=~Q(state=DelegationState.PENDING) | Q(accepted_at__isnull=True, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="accepted_delegation_says_when_and_by_which_firm",
                condition=~Q(state__in=ACCEPTED_STATES)
                | Q(accepted_at__isnull=False, ended_at__isnull=True, firm__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_delegation_says_when",
                condition=~Q(state__in=ENDED_STATES) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adherent} → {self.firm_name}"

    @property
    def firm_name(self) -> str:
        return self.firm.name if self.firm else f"SIRET {siret(self.firm_siret)}"

    @property
    def invitation_sent_at(self) -> datetime | None:
        """When the link that waits left: told by how long a link lives."""
        expires_at = self.invitation_expires_at
        return expires_at - settings.DELEGATION_INVITATION_LIFETIME if expires_at else None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def is_in_force(self, on: date) -> bool:
        """As the rows of `DelegationQuerySet.in_force`."""
        is_over = self.ends_on is not None and self.ends_on < on
        return self.state == DelegationState.ACTIVE and self.starts_on <= on and not is_over


class DelegationSite(ScopedModel):
    """One site of a delegation that is not for all of them."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="sites")
    establishment = models.ForeignKey(
        "adherents.Establishment", on_delete=models.PROTECT, related_name="+", verbose_name="site"
    )

    class Meta:
        verbose_name = "site d’une délégation"
        verbose_name_plural = "sites d’une délégation"
        ordering = ["establishment__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["delegation", "establishment"], name="a_site_is_once_in_a_delegation")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="delegated_site_is_of_the_company",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.adherent_id <> (SELECT adherent_id FROM delegations_delegation WHERE id = NEW.delegation_id)
                    OR NEW.adherent_id <>
                        (SELECT adherent_id FROM adherents_establishment WHERE id = NEW.establishment_id)
                    THEN
                        RAISE EXCEPTION 'this site is not one of the company that gives the delegation'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'delegated_site_is_of_the_company';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.delegation} · {self.establishment}"


class DelegationEvent(ScopedModel):
    """One line of a delegation's history. Kept as long as the delegation, where the journal has its own retention."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField("le", default=timezone.now)
    kind = models.CharField("fait", max_length=20, choices=EventKind.choices)
    side = models.CharField("par", max_length=10, choices=Side.choices)
    # In words: the person may close their account, the line stays.
    actor_label = models.CharField("auteur", max_length=200, blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)
    # {"Droits": ["avant", "après"]}, in the words shown.
    changes = models.JSONField("modifications", default=dict, blank=True)
    version = models.PositiveIntegerField(editable=False)

    class Meta:
        verbose_name = "fait d’une délégation"
        verbose_name_plural = "faits d’une délégation"
        ordering = ["-at", "-pk"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.delegation}"


class FollowUp(ScopedModel):
    """A collaborator follows a client of their firm."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="follow_ups")
    member = models.ForeignKey(FirmMember, on_delete=models.CASCADE, related_name="follow_ups")

    class Meta:
        verbose_name = "suivi d’un client"
        verbose_name_plural = "suivis de clients"
        constraints = [
            models.UniqueConstraint(fields=["delegation", "member"], name="a_collaborator_follows_a_client_once")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="follower_is_of_the_firm",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM delegations_delegation d JOIN delegations_firmmember m ON m.firm_id = d.firm_id
                        WHERE d.id = NEW.delegation_id AND m.id = NEW.member_id AND d.adherent_id = NEW.adherent_id
                    ) THEN
                        RAISE EXCEPTION 'this collaborator is not of the firm of the delegation'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'follower_is_of_the_firm';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.delegation}"


class JoinRequest(ScopedModel):
    """Somebody a company invited wants to accept for a firm that they do not belong to: its administrators say."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="join_requests")
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField("état", max_length=10, choices=AnswerState.choices, default=AnswerState.PENDING)
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    decided_at = models.DateTimeField("décidé le", null=True)

    class Meta:
        verbose_name = "demande d’entrée dans un cabinet"
        verbose_name_plural = "demandes d’entrée dans un cabinet"
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["delegation"],
                condition=Q(state=AnswerState.PENDING),
                name="one_waiting_newcomer_per_delegation",
            ),
            models.CheckConstraint(
                name="decided_join_request_says_when",
                condition=Q(state=AnswerState.PENDING) ^ Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.firm}"


class DelegationRequest(ScopedModel):
    """A demande de délégation: a firm asks a client, who alone decides and gives it, or declines."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="requests", verbose_name="cabinet")
    batch = models.ForeignKey(RequestBatch, null=True, on_delete=models.SET_NULL, related_name="requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Where the invitation goes if the company gives what is asked.
    email = models.CharField("adresse électronique", max_length=254)
    rights = ArrayField(models.CharField(max_length=30), default=list, verbose_name="droits demandés")
    state = models.CharField("état", max_length=10, choices=AnswerState.choices, default=AnswerState.PENDING)
    created_at = models.DateTimeField("reçue le", default=timezone.now)
    answered_at = models.DateTimeField("répondue le", null=True)

    class Meta:
        verbose_name = "demande de délégation"
        verbose_name_plural = "demandes de délégation"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["adherent", "firm"],
                condition=Q(state=AnswerState.PENDING),
                name="one_waiting_request_per_firm",
            ),
            models.CheckConstraint(
                name="answered_request_says_when",
                condition=Q(state=AnswerState.PENDING) ^ Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm} → {self.adherent}"
