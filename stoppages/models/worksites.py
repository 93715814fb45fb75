"""The register of worksites of a company: where work stops."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from adherents.models import Establishment
from core.references import new_public_id
from core.search import search_column
from core.tenancy import ScopedModel
from core.triggers import stays_in_its_company

_OVERSEAS = ("97", "98")


class Worksite(ScopedModel):
    """`establishment`: the site of the company that runs it. `departement`: its code, « 2A » too. A worksite that is
    closed is offered no more; its stoppages stay.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="worksites", verbose_name="site"
    )
    name = models.CharField("nom du chantier", max_length=120)
    address = models.CharField("adresse", max_length=200)
    postal_code = models.CharField(
        "code postal", max_length=5, validators=[RegexValidator(r"^\d{5}$", "Saisissez les cinq chiffres.")]
    )
    commune = models.CharField("commune", max_length=80)
    departement = models.CharField("département", max_length=3)
    is_public_works = models.BooleanField("travaux publics", default=False)
    owner = models.CharField("maître d’ouvrage", max_length=120, blank=True)
    attempt = models.CharField(max_length=32, default=new_public_id, editable=False)
    closed_on = models.DateField("fermé le", null=True, blank=True)
    created_at = models.DateTimeField("ajouté le", default=timezone.now)
    created_by_label = models.CharField("ajouté par", max_length=200, blank=True)
    searched = search_column("name", "commune", "postal_code")

    class Meta:
        verbose_name = "chantier"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["adherent", "attempt"], name="one_worksite_per_attempt"),
            models.CheckConstraint(
                name="worksite_is_in_its_departement",
                condition=Q(departement__regex=r"^(\d{2}|2A|2B|97\d|98\d)$", postal_code__regex=r"^\d{5}$"),
            ),
        ]
        indexes = [models.Index(fields=["adherent", "name"], name="worksite_by_company")]
        triggers = [stays_in_its_company(establishment=Establishment)]

    def __str__(self) -> str:
        return self.name

    @property
    def is_covered(self) -> bool:
        """The régime is that of metropolitan France (DOMAIN §3.1)."""
        return not self.departement.startswith(_OVERSEAS)

    @property
    def place(self) -> str:
        return f"{self.postal_code} {self.commune}"
