"""The people of a company, and its crews."""

from datetime import date
from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Upper
from django.utils import timezone

from adherents.models import Establishment
from core.access import Scope
from core.references import new_public_id
from core.search import search_column, searched_form
from core.tenancy import ScopedModel, ScopedQuerySet
from employees.enums import Sex

FRANCE = "France"


def full_name(last_name: str, first_name: str) -> str:
    """As a list of people writes a name: «MARTIN Alice»."""
    return f"{last_name.upper()} {first_name}"


class Crew(ScopedModel):
    """A named group of people inside a site (équipe)."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="crews", verbose_name="site"
    )
    name = models.CharField("nom de l’équipe", max_length=60)

    class Meta:
        verbose_name = "équipe"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "establishment",
                Upper("name"),
                name="crew_names_differ_in_a_site",
                violation_error_message="Ce site a déjà une équipe de ce nom : choisissez-en un autre.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class EmployeeQuerySet(ScopedQuerySet):
    def for_scope(self, scope: Scope) -> Self:
        """Whoever acts for one site sees the people who have, or had, a contract there."""
        rows = super().for_scope(scope)
        site = scope.establishment_id
        if site is None:
            return rows
        contracts = self.model._meta.get_field("employments").related_model._default_manager  # type: ignore[union-attr]
        return rows.filter(Exists(contracts.filter(employee=OuterRef("pk"), establishment_id=site)))


class Employee(ScopedModel):
    """Somebody who works or worked for one company. Another company that employs them has a row of its own.

    The NIR is never in clear: `nir_sealed` is encrypted, `nir_digest` finds an equal one, `masked_nir` may be shown.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    sex = models.CharField("civilité", max_length=1, choices=Sex.choices)
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    birth_name = models.CharField("nom de naissance", max_length=80, blank=True)
    birth_on = models.DateField("né(e) le")
    birth_place = models.CharField("lieu de naissance", max_length=80, blank=True)
    street = models.CharField("adresse", max_length=200, blank=True)
    postal_code = models.CharField("code postal", max_length=10, blank=True)
    city = models.CharField("ville", max_length=80, blank=True)
    country = models.CharField("pays", max_length=60, default=FRANCE)
    in_btp_since = models.DateField("dans le BTP depuis le", null=True, blank=True)
    nir_sealed = models.BinaryField("NIR (chiffré)", null=True, editable=False)
    nir_digest = models.CharField(max_length=64, blank=True, editable=False)
    masked_nir = models.CharField("NIR", max_length=30, blank=True, editable=False)
    created_at = models.DateTimeField("enregistré le", default=timezone.now)
    plain_name = search_column("last_name", "first_name", "birth_name")

    objects = EmployeeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "salarié"
        ordering = ["plain_name", "pk"]
        permissions = [("show_nir", "Afficher un NIR en entier")]
        constraints = [
            models.UniqueConstraint(
                fields=["adherent", "nir_digest"], condition=~Q(nir_digest=""), name="one_employee_per_nir_in_a_company"
            ),
            models.CheckConstraint(
                name="a_nir_is_sealed_masked_and_digested",
                condition=Q(nir_sealed__isnull=True, nir_digest="", masked_nir="")
                | Q(nir_sealed__isnull=False) & ~Q(nir_digest="") & ~Q(masked_nir=""),
            ),
        ]
        indexes = [
            models.Index(fields=["adherent", "plain_name"], name="employee_by_name_in_a_company"),
            # With the company: a name that many bear in the country is looked for among its people alone.
            GinIndex(F("adherent"), OpClass("plain_name", name="gin_trgm_ops"), name="employee_by_plain_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """As a list of people writes it: «MARTIN Alice»."""
        return full_name(self.last_name, self.first_name)

    @property
    def polite_name(self) -> str:
        """As a sentence names them: «M. Martin»."""
        return f"{'Mme' if self.sex == Sex.FEMALE else 'M.'} {self.last_name}"

    @property
    def born(self) -> str:
        """« né » or « née »."""
        return "née" if self.sex == Sex.FEMALE else "né"

    @property
    def address_lines(self) -> list[str]:
        town = f"{self.postal_code} {self.city}".strip()
        country = "" if self.country == FRANCE else self.country
        return [line for line in (self.street, town, country) if line]

    def is_same_person(self, last_name: str, first_name: str, birth_on: date) -> bool:
        """By name, accents and separators set aside, and by birth date."""
        is_named_so = searched_form(last_name, first_name) == searched_form(self.last_name, self.first_name)
        return is_named_so and birth_on == self.birth_on
