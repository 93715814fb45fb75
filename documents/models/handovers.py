"""What the employer does of a certificat de congé: check it, give it to the salarié (D3141-34)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.triggers import stays_in_its_company
from documents.enums import OF_THE_COMPANY, HandoverState
from documents.models.documents import Document, DocumentPart, DocumentPartQuerySet


class HandoverQuerySet(DocumentPartQuerySet):
    def of_the_company(self) -> Any:
        """Something is to be done of them by the company."""
        return self.filter(state__in=OF_THE_COMPANY)

    def disputed(self) -> Any:
        """The caisse has an error to look at."""
        return self.filter(state=HandoverState.DISPUTED)


class Handover(DocumentPart):
    """Made with the document. `said`: what is wrong, for the company; `answer`: what the caisse says of it.

    `corrected_by`: the certificate published in its place. `version`: of what a page shows, so that two people who act
    on it do not contradict each other.
    """

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="handover")
    state = models.CharField("état", max_length=12, choices=HandoverState.choices, default=HandoverState.TO_CHECK)
    checked_at = models.DateTimeField("vérifié le", null=True, blank=True)
    checked_by_label = models.CharField("vérifié par", max_length=200, blank=True)
    handed_over_on = models.DateField("remis le", null=True, blank=True)
    handed_over_by_label = models.CharField("remis par", max_length=200, blank=True)
    disputed_at = models.DateTimeField("erreur signalée le", null=True, blank=True)
    disputed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    disputed_by_label = models.CharField("signalée par", max_length=200, blank=True)
    said = models.CharField("erreur signalée", max_length=600, blank=True)
    answer = models.CharField("réponse de la caisse", max_length=600, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    corrected_by = models.OneToOneField(
        Document,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="corrects",
        verbose_name="remplacé par",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("créé le", default=timezone.now)

    objects = HandoverQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "remise d’un certificat"
        verbose_name_plural = "remises de certificats"
        ordering = ["-created_at", "-pk"]
        permissions = [("treat_handover", "Répondre à une erreur signalée sur un certificat")]
        constraints = [
            models.CheckConstraint(
                name="handed_over_certificate_has_its_day",
                condition=Q(handed_over_on__isnull=False) | ~Q(state=HandoverState.HANDED_OVER),
            ),
            models.CheckConstraint(
                name="dispute_says_what_is_wrong", condition=~Q(said="") | ~Q(state=HandoverState.DISPUTED)
            ),
        ]
        indexes = [
            models.Index(fields=["adherent"], name="handover_to_do", condition=Q(state__in=OF_THE_COMPANY)),
            models.Index(fields=["disputed_at"], name="handover_disputed", condition=Q(state=HandoverState.DISPUTED)),
        ]
        triggers = [stays_in_its_company(document=Document, corrected_by=Document)]

    def __str__(self) -> str:
        return f"{self.document}, {self.get_state_display()}"
