"""Whom the caisse writes to, and the account that it pays to."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from adherents.enums import ContactKind
from adherents.models.company import Establishment
from core.tenancy import ScopedModel


class Contact(ScopedModel):
    """Whom the caisse asks for, of the company (`establishment` null) or of one of its sites."""

    establishment = models.ForeignKey(
        Establishment, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts", verbose_name="site"
    )
    kind = models.CharField("rôle", max_length=10, choices=ContactKind.choices)
    name = models.CharField("nom", max_length=120)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    updated_at = models.DateTimeField("modifié le", default=timezone.now)

    class Meta:
        verbose_name = "contact"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["adherent", "kind", "establishment"], nulls_distinct=False, name="one_contact_per_role"
            ),
            models.CheckConstraint(name="contact_can_be_reached", condition=~Q(email="") | ~Q(phone="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.name}"


class BankAccount(ScopedModel):
    """The account of the company as a whole. The IBAN is sealed; only its two ends are ever shown."""

    holder = models.CharField("titulaire du compte", max_length=120)
    sealed = models.BinaryField("IBAN (chiffré)", editable=False)
    masked_iban = models.CharField(
        "IBAN", max_length=20, validators=[RegexValidator(r"^[A-Z]{2}[0-9]{2} •••• … [0-9A-Z]{3}$")]
    )
    updated_at = models.DateTimeField("modifié le", default=timezone.now)

    class Meta:
        verbose_name = "compte bancaire"
        verbose_name_plural = "comptes bancaires"
        constraints = [
            models.UniqueConstraint(fields=["adherent"], name="one_bank_account_per_adherent"),
            models.CheckConstraint(
                name="masked_iban_shows_only_its_ends",
                condition=Q(masked_iban__regex=r"^[A-Z]{2}[0-9]{2} •••• … [0-9A-Z]{3}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.masked_iban
