"""The letters with which an account is opened, and what is typed until it is."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import BatchState, OpeningState
from adherents.models import Caisse, Establishment, TermsVersion
from core.french import de
from core.references import new_public_id
from core.templatetags.portal import instant
from core.tenancy import ScopedModel, ScopedQuerySet


class LetterBatch(models.Model):
    """Letters prepared together: two PDFs to print, made by a job, deleted after `LETTER_FILE_RETENTION`."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    caisse = models.ForeignKey(Caisse, on_delete=models.PROTECT, related_name="letter_batches", verbose_name="caisse")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="demandé par"
    )
    created_at = models.DateTimeField("demandé le", default=timezone.now)
    finished_at = models.DateTimeField("terminé le", null=True, editable=False)
    state = models.CharField("état", max_length=10, choices=BatchState.choices, default=BatchState.QUEUED)
    # The sites to write to, in order; the job moves from one chunk to the next.
    establishment_ids = ArrayField(models.BigIntegerField(), editable=False)
    done_count = models.PositiveIntegerField("traités", default=0, editable=False)
    prepared_count = models.PositiveIntegerField("courriers", default=0, editable=False)
    # Sites left out and why: [{"establishment": id, "name": …, "reason": …}].
    left_out = models.JSONField("écartés", default=list, blank=True, editable=False)
    welcome_file = models.CharField("courriers de bienvenue", max_length=200, blank=True, editable=False)
    code_file = models.CharField("codes confidentiels", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "lot de courriers"
        verbose_name_plural = "lots de courriers"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Lot du {instant(self.created_at)}"

    @property
    def total(self) -> int:
        return len(self.establishment_ids)


class AccountOpeningQuerySet(ScopedQuerySet["AccountOpening"]):
    def current(self) -> Self:
        """Not replaced by a newer letter."""
        return self.filter(replaced_at__isnull=True)

    def with_usable_code(self, now: datetime) -> Self:
        """Letters whose code still opens an account: not used, burnt, replaced or expired."""
        return self.current().filter(used_at__isnull=True, burnt_at__isnull=True, expires_at__gt=now)


class AccountOpening(ScopedModel):
    """The two letters sent to a company (or a site): with their code, the holder opens an account, once.

    `code_digest` is `core.codes.digest` bound to this row's `public_id`; the code itself is only on paper.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="openings", verbose_name="établissement"
    )
    batch = models.ForeignKey(
        LetterBatch, null=True, on_delete=models.SET_NULL, related_name="openings", verbose_name="lot"
    )
    holder_first_name = models.CharField("prénom du titulaire", max_length=80)
    holder_last_name = models.CharField("nom du titulaire", max_length=80)
    code_digest = models.CharField(max_length=64, editable=False)
    issued_at = models.DateTimeField("courriers du", default=timezone.now)
    expires_at = models.DateTimeField("code valable jusqu’au")
    printed_at = models.DateTimeField("imprimés le", null=True, blank=True)
    failed_attempts = models.PositiveIntegerField("essais manqués", default=0)
    burnt_at = models.DateTimeField("bloqué le", null=True, blank=True)
    used_at = models.DateTimeField("compte ouvert le", null=True, blank=True)
    replaced_at = models.DateTimeField("remplacée le", null=True, blank=True)

    objects = AccountOpeningQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "ouverture de compte"
        verbose_name_plural = "ouvertures de compte"
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["establishment"],
                condition=Q(replaced_at__isnull=True, used_at__isnull=True),
                name="one_current_letter_per_establishment",
            ),
            models.CheckConstraint(
                name="opening_expires_after_it_is_issued", condition=Q(expires_at__gt=F("issued_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Ouverture {de(self.adherent)}"

    @property
    def holder_name(self) -> str:
        return f"{self.holder_first_name} {self.holder_last_name}".strip()

    @property
    def opens_whole_company(self) -> bool:
        return self.establishment.is_head_office

    @property
    def state(self) -> OpeningState:
        if self.used_at:
            return OpeningState.OPENED
        if self.replaced_at:
            return OpeningState.REPLACED
        if self.burnt_at:
            return OpeningState.BURNT
        if hasattr(self, "pending_account"):
            return OpeningState.PENDING
        if self.expires_at <= timezone.now():
            return OpeningState.EXPIRED
        return OpeningState.PRINTED if self.printed_at else OpeningState.PREPARED


class PendingAccount(models.Model):
    """What étape 2/2 collected, until the e-mail is certified by a click; then a `User` is made from it.

    Kept apart from `User`, so that an address nobody proved neither reserves a login nor touches an existing account,
    and so that a corrected address loses nothing. `public_id` is in the activation link: changing it kills the link.
    After activation the row stays without its password, so that a second click says «déjà activé».
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    opening = models.OneToOneField(AccountOpening, on_delete=models.CASCADE, related_name="pending_account")
    email = models.CharField("adresse électronique", max_length=254, db_index=True)
    password = models.CharField(max_length=128)
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    landline = models.CharField("téléphone fixe", max_length=20, blank=True)
    mobile = models.CharField("téléphone mobile", max_length=20, blank=True)
    mobile_certified_at = models.DateTimeField("mobile certifié le", null=True)
    terms = models.ForeignKey(TermsVersion, null=True, on_delete=models.PROTECT, related_name="+")
    terms_accepted_at = models.DateTimeField("conditions acceptées le")
    created_at = models.DateTimeField("créé le", default=timezone.now)
    activated_at = models.DateTimeField("activé le", null=True)

    class Meta:
        verbose_name = "compte à activer"
        verbose_name_plural = "comptes à activer"
        constraints = [
            models.CheckConstraint(
                name="activated_pending_account_keeps_no_password",
                condition=Q(activated_at__isnull=True) | Q(password=""),
            ),
        ]

    def __str__(self) -> str:
        return self.email


class PhoneCertification(models.Model):
    """A code sent by SMS to certify one number, bound to a person or to the account opening that étape 1/2 proved."""

    opening = models.ForeignKey(
        AccountOpening, null=True, on_delete=models.CASCADE, related_name="phone_certifications"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="phone_certifications"
    )
    number = models.CharField("numéro", max_length=20)
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    code_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField("envoyé le", default=timezone.now)
    expires_at = models.DateTimeField("valable jusqu’au")
    attempts = models.PositiveIntegerField("essais", default=0)
    used_at = models.DateTimeField("certifié le", null=True)

    class Meta:
        verbose_name = "certification de mobile"
        verbose_name_plural = "certifications de mobile"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="phone_certification_has_one_owner",
                condition=Q(opening__isnull=False, user__isnull=True) | Q(opening__isnull=True, user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Certification du {self.created_at:%d/%m/%Y}"
