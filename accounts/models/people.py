"""People and what they belong to."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.password_validation import validate_password
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import MembershipRole, StaffRole
from adherents.models import Caisse, Establishment, TermsVersion
from core.identity import normalise_email
from core.references import new_public_id
from core.search import search_column
from core.tenancy import ScopedModel, ScopedQuerySet


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The command asks the employers' rule before it knows that the person is staff: theirs is asked here."""
        validate_password(password or "", self.model(email=email, is_staff=True, **fields))
        fields.setdefault("email_certified_at", timezone.now())
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Two facts, two fields: `email_certified_at` (null: never activated), `is_active` (staff's decision).

    The e-mail is stored in the normal form of `core.identity` and looked up with `=`.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    email = models.CharField("adresse électronique", max_length=254, unique=True)
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    landline = models.CharField("téléphone fixe", max_length=20, blank=True)
    mobile = models.CharField("téléphone mobile", max_length=20, blank=True)
    email_certified_at = models.DateTimeField("adresse certifiée le", null=True, blank=True)
    mobile_certified_at = models.DateTimeField("mobile certifié le", null=True, blank=True)
    # Set by the provider's webhooks: the person is told at the next sign-in, the staff see it.
    email_failing_since = models.DateTimeField("adresse en échec depuis", null=True, editable=False)
    mobile_failing_since = models.DateTimeField("mobile en échec depuis", null=True, editable=False)
    suspended_reason = models.CharField("motif de la suspension", max_length=300, blank=True)
    closed_at = models.DateTimeField("compte fermé le", null=True, editable=False)
    is_active = models.BooleanField("actif", default=True, help_text="Décoché : la caisse a suspendu ce compte.")
    is_staff = models.BooleanField("personnel de la caisse", default=False)
    staff_caisse = models.ForeignKey(
        Caisse,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="staff",
        verbose_name="caisse du personnel",
    )
    staff_role = models.CharField("rôle", max_length=10, choices=StaffRole.choices, blank=True)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    previous_sign_in_at = models.DateTimeField("avant-dernière connexion", null=True, editable=False)
    # Until when they know what is new, and the important news that they put away: read with the person, on every page.
    news_seen_at = models.DateTimeField(null=True, editable=False)
    news_put_away = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    # The pages whose tutorial was offered to this person, by the name of their address; False: none is any more.
    tutorials_seen = ArrayField(models.CharField(max_length=80), default=list, db_default=[], editable=False)
    offers_tutorials = models.BooleanField(default=True, db_default=True, editable=False)
    searched = search_column("last_name", "first_name", "email")

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "utilisateur"
        ordering = ["last_name", "first_name"]
        indexes = [
            models.Index(fields=["mobile"], name="person_by_mobile", condition=~Q(mobile="")),
            GinIndex(OpClass("searched", name="gin_trgm_ops"), name="person_by_words"),
        ]
        constraints = [
            models.CheckConstraint(name="email_is_lower_case_ascii", condition=Q(email__regex=r"^[!-@\[-~]+$")),
            models.CheckConstraint(
                name="certified_mobile_exists", condition=Q(mobile_certified_at__isnull=True) | ~Q(mobile="")
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def mobile_certified_until(self) -> datetime | None:
        if self.mobile_certified_at is None:
            return None
        return self.mobile_certified_at + settings.MOBILE_CERTIFICATION_LIFETIME

    @property
    def has_certified_mobile(self) -> bool:
        """Certified, and less than `MOBILE_CERTIFICATION_LIFETIME` ago."""
        until = self.mobile_certified_until
        return until is not None and until > timezone.now()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def email_certified_until(self) -> datetime | None:
        if self.email_certified_at is None:
            return None
        return self.email_certified_at + settings.EMAIL_CERTIFICATION_LIFETIME


class MembershipQuerySet(ScopedQuerySet):
    def in_force(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def holding(self) -> Self:
        """Holders of the whole company."""
        return self.in_force().filter(role=MembershipRole.HOLDER, establishment__isnull=True)


class Membership(ScopedModel):
    """A person belongs to a company (`establishment` null) or to one of its sites. Ended, never deleted."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    establishment = models.ForeignKey(
        Establishment, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships", verbose_name="site"
    )
    role = models.CharField("rôle", max_length=10, choices=MembershipRole.choices)
    # A colleague's rights; a holder has them all.
    rights = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name="droits")
    created_at = models.DateTimeField("depuis le", default=timezone.now)
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "rattachement"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "adherent", "establishment"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="one_membership_in_force",
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("created_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.adherent}"


class TermsAcceptance(models.Model):
    """Which version of the conditions générales a person accepted, and when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="terms_acceptances")
    terms = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField("acceptées le")

    class Meta:
        verbose_name = "acceptation des conditions générales"
        verbose_name_plural = "acceptations des conditions générales"
        constraints = [models.UniqueConstraint(fields=["user", "terms"], name="terms_are_accepted_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.terms}"
