"""What is often asked, with its answer: of the network (`caisse` NULL), which every caisse shows, or of a caisse."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.safestring import SafeString

from adherents.models import Caisse
from core import rich_text
from core.references import new_public_id
from support.enums import QuestionAudience, Section
from support.questions.values import Reader

ANSWER_MAX_LENGTH = 5000


class FaqCategory(models.Model):
    """`section`: the part of the portal that its questions are about. `rank`: its place among the others."""

    caisse = models.ForeignKey(
        Caisse,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="faq_categories",
        verbose_name="caisse",
        help_text="Vide : toutes les caisses.",
    )
    code = models.SlugField("code", max_length=40)
    name = models.CharField("nom", max_length=80)
    section = models.CharField("partie du portail", max_length=20, choices=Section.choices, blank=True)
    rank = models.PositiveSmallIntegerField("rang", default=100)

    class Meta:
        verbose_name = "rubrique de questions"
        verbose_name_plural = "rubriques de questions"
        ordering = ["rank", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["caisse", "code"], nulls_distinct=False, name="one_faq_category_per_code_of_a_caisse"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QuestionQuerySet(models.QuerySet):
    def readable(self, reader: Reader) -> Self:
        """Published, of the network or of their caisse, for them. What the caisse answers otherwise than the network is
        answered once, by the caisse.
        """
        own = Q(caisse__isnull=True) | Q(caisse_id=reader.caisse_id)
        rows = self.filter(own, audience__in=reader.audiences, is_published=True)
        instead = Question.objects.filter(caisse_id=reader.caisse_id, is_published=True, replaces__isnull=False)
        return rows.exclude(pk__in=instead.values("replaces"))

    def with_figures(self) -> Self:
        """How often each was read, and how many said that it was of use to them, or not."""
        of_each = QuestionVote.objects.filter(question=OuterRef("pk")).order_by().values("question")
        readings = QuestionReading.objects.filter(question=OuterRef("pk")).order_by().values("question")
        return self.annotate(
            read_count=Coalesce(Subquery(readings.annotate(all=Sum("count")).values("all")), 0),
            useful_count=_count(of_each.filter(is_useful=True)),
            useless_count=_count(of_each.filter(is_useful=False)),
        )

    def most_consulted(self, days: int) -> Self:
        """Those read in the last days, the most read first."""
        since = timezone.localdate() - timedelta(days=days)
        read = Coalesce(Sum("readings__count", filter=Q(readings__day__gt=since)), 0)
        return self.annotate(read=read).filter(read__gt=0).order_by("-read", "pk")


def _count(rows: models.QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(all=Count("pk")).values("all")), 0)


class Question(models.Model):
    """`code`: of one that is shipped. `replaces`: the network's, that the caisse answers in its own way. `vector` and
    `vocabulary` are what it is searched by, written by `questions.indexing`: the words of all its texts; those of its
    title and of its keywords, by what they are without accents, which are near a word typed wrong.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    caisse = models.ForeignKey(
        Caisse,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="questions",
        verbose_name="caisse",
        help_text="Vide : toutes les caisses.",
    )
    category = models.ForeignKey(
        FaqCategory, on_delete=models.PROTECT, related_name="questions", verbose_name="rubrique"
    )
    code = models.SlugField(max_length=60, blank=True, editable=False)
    audience = models.CharField(
        "qui la lit", max_length=10, choices=QuestionAudience.choices, default=QuestionAudience.SIGNED_IN
    )
    title = models.CharField("question", max_length=200)
    keywords = models.CharField(
        "autres mots", max_length=300, blank=True, help_text="Ce que l’on tape aussi pour la trouver."
    )
    answer = models.TextField("réponse", max_length=ANSWER_MAX_LENGTH)
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaced_by",
        verbose_name="à la place de",
        help_text="La question du réseau qui ne sera plus montrée aux entreprises de la caisse.",
    )
    rank = models.PositiveSmallIntegerField("rang", default=100)
    is_published = models.BooleanField("publiée", default=True)
    written_at = models.DateTimeField("écrite le", default=timezone.now, editable=False)
    vector = SearchVectorField(null=True, editable=False)
    vocabulary = models.JSONField(default=dict, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question-réponse"
        verbose_name_plural = "questions-réponses"
        ordering = ["category__rank", "category__name", "rank", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_question_per_code"),
            models.UniqueConstraint(fields=["caisse", "replaces"], name="one_question_in_place_of_another"),
            models.CheckConstraint(
                name="only_a_caisse_replaces_a_question", condition=Q(replaces__isnull=True) | Q(caisse__isnull=False)
            ),
        ]
        indexes = [GinIndex(fields=["vector"], fastupdate=False, name="question_words")]

    def __str__(self) -> str:
        return self.title

    @property
    def answer_html(self) -> SafeString:
        return rich_text.rendered(self.answer)

    def clean(self) -> None:
        if self.replaces_id is not None and self.caisse_id is None:
            refusal = (
                "Une question de toutes les caisses n’en remplace aucune : choisissez une caisse, ou laissez vide."
            )
            raise ValidationError({"replaces": ValidationError(refusal, code="of_the_network")})


class QuestionVote(models.Model):
    """Whether an answer was of use to a person: the last thing that they said of it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="question_votes")
    is_useful = models.BooleanField("utile")
    voted_at = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "avis sur une réponse"
        verbose_name_plural = "avis sur les réponses"
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="one_vote_per_person")]

    def __str__(self) -> str:
        return f"{self.question} · {'utile' if self.is_useful else 'pas utile'}"


class QuestionReading(models.Model):
    """How many times an answer was read in a day, by nobody in particular."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="readings")
    day = models.DateField("jour")
    count = models.PositiveIntegerField("lectures", default=0)

    class Meta:
        verbose_name = "lectures d’une réponse"
        verbose_name_plural = "lectures des réponses"
        constraints = [models.UniqueConstraint(fields=["question", "day"], name="one_count_of_readings_a_day")]

    def __str__(self) -> str:
        return f"{self.question}, {self.day}"
