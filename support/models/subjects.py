"""What a caisse lets companies write about, and what its staff often answer. Rows of the caisse."""

from django.db import models

from adherents.models import Caisse
from support.enums import Section


class Subject(models.Model):
    """`section`: the part of the portal from which it is offered first; the others follow."""

    caisse = models.ForeignKey(Caisse, on_delete=models.CASCADE, related_name="subjects", verbose_name="caisse")
    code = models.SlugField("code", max_length=40)
    name = models.CharField("objet", max_length=80)
    section = models.CharField("proposé d’abord depuis", max_length=20, choices=Section.choices, blank=True)
    rank = models.PositiveSmallIntegerField("rang", default=100)
    is_active = models.BooleanField("proposé", default=True)

    class Meta:
        verbose_name = "objet de message"
        verbose_name_plural = "objets de message"
        ordering = ["rank", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["caisse", "code"], name="one_subject_per_code_of_a_caisse"),
            models.UniqueConstraint(fields=["caisse", "name"], name="one_subject_per_name_of_a_caisse"),
        ]

    def __str__(self) -> str:
        return self.name


class CannedAnswer(models.Model):
    """What staff put in an answer, then change as they like."""

    caisse = models.ForeignKey(Caisse, on_delete=models.CASCADE, related_name="canned_answers", verbose_name="caisse")
    subject = models.ForeignKey(
        Subject,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="canned_answers",
        verbose_name="objet concerné",
    )
    title = models.CharField("titre", max_length=80)
    body = models.TextField("réponse", max_length=5000)
    is_active = models.BooleanField("proposée", default=True)

    class Meta:
        verbose_name = "réponse type"
        verbose_name_plural = "réponses types"
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["caisse", "title"], name="one_canned_answer_per_title")]

    def __str__(self) -> str:
        return self.title
