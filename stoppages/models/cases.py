"""A case (dossier): one arrêt, from its draft to its reimbursement, whatever its nature."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from absences.motives import sees_motives
from adherents.models import Establishment
from core.access import Access
from core.references import new_public_id
from core.tenancy import ScopedModel, ScopedQuerySet
from core.triggers import stays_in_its_company
from stoppages.enums import NOT_DECLARED, OF_THE_CAISSE, OF_THE_COMPANY, OVER, CaseState, Nature


class StoppageCaseQuerySet(ScopedQuerySet):
    def for_access(self, access: Access) -> Self:
        """An arrêt de travail is a motive: whoever may not read motives sees none."""
        rows = self.for_scope(access.scope)
        return rows if sees_motives(access) else rows.exclude(nature=Nature.SICK_LEAVE)

    def weather(self) -> Self:
        return self.filter(nature=Nature.WEATHER)

    def sick_leaves(self) -> Self:
        return self.filter(nature=Nature.SICK_LEAVE)

    def of_the_company(self) -> Self:
        """The company has something to complete."""
        return self.filter(state__in=OF_THE_COMPANY)

    def of_the_caisse(self) -> Self:
        """The caisse has something to treat."""
        return self.filter(state__in=OF_THE_CAISSE)

    def open(self) -> Self:
        return self.exclude(state__in=OVER)


class StoppageCase(ScopedModel):
    """What both natures have; the rest is in `WeatherStoppage` or `SickLeave`.

    `state` and `due_at` (the next deadline of the company, None without one) are computed by `services.settling`;
    `version` changes with every change. `establishment`: the site of the company that it is of. `starts_on`, `ends_on`:
    days, for lists; `ends_on` None as long as it goes on. `attempt`: of the form that opened it, so that it opens once.
    `to_amend`: what was sent is not counted any more as it was. `reminded_of`: the deadline recalled last, so many
    hours before it.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    reference = models.CharField("référence", max_length=20, unique=True)
    nature = models.CharField("nature", max_length=10, choices=Nature.choices)
    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="stoppage_cases", verbose_name="site"
    )
    state = models.CharField("état", max_length=12, choices=CaseState.choices, default=CaseState.DRAFT)
    version = models.PositiveIntegerField("version", default=1)
    attempt = models.CharField(max_length=32, default=new_public_id, editable=False)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin", null=True, blank=True)
    due_at = models.DateTimeField("à compléter avant le", null=True, blank=True)
    to_amend = models.BooleanField("à modifier", default=False)
    examined_at = models.DateTimeField("examen commencé le", null=True, blank=True)
    dropped_at = models.DateTimeField("classé sans suite le", null=True, blank=True)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    estimated = models.DecimalField(
        "remboursement estimé (€)", max_digits=12, decimal_places=2, null=True, blank=True, editable=False
    )
    reimbursed = models.DecimalField("remboursé (€)", max_digits=12, decimal_places=2, default=Decimal(0))
    reminded_of = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_hours = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField("ouvert le", default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="ouvert par"
    )
    created_by_label = models.CharField("auteur", max_length=200, blank=True)

    objects = StoppageCaseQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "dossier d’arrêt"
        verbose_name_plural = "dossiers d’arrêt"
        ordering = ["-starts_on", "-pk"]
        permissions = [("treat_stoppagecase", "Examiner un arrêt, décider, enregistrer un remboursement")]
        constraints = [
            models.UniqueConstraint(fields=["adherent", "attempt"], name="one_case_per_attempt"),
            models.CheckConstraint(
                name="case_ends_after_it_starts", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="reimbursed_is_not_negative", condition=Q(reimbursed__gte=0)),
        ]
        indexes = [
            models.Index(fields=["adherent", "-starts_on", "-id"], name="case_by_company"),
            models.Index(fields=["adherent", "state"], name="case_by_state"),
            # As the list is ordered, and the tile: fifty, or three, are read and not thousands.
            models.Index(fields=["adherent", "due_at", "-starts_on", "-id"], name="case_by_due"),
            # What waits for a company, few among its thousands: counted on every home page.
            models.Index(
                fields=["adherent"], name="case_to_complete", condition=Q(state__in=OF_THE_COMPANY) | Q(to_amend=True)
            ),
            models.Index(fields=["due_at"], name="case_by_deadline", condition=Q(due_at__isnull=False)),
            models.Index(fields=["sent_at"], name="case_waiting", condition=Q(state__in=OF_THE_CAISSE)),
        ]
        triggers = [stays_in_its_company(establishment=Establishment)]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} {self.reference}"

    @property
    def is_weather(self) -> bool:
        return self.nature == Nature.WEATHER

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_declared(self) -> bool:
        """What the caisse decides on was sent; a provisional declaration is not."""
        return self.state not in NOT_DECLARED

    @property
    def is_of_the_caisse(self) -> bool:
        return self.state in OF_THE_CAISSE
