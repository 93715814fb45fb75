"""What a company and its caisse write to each other."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.utils import timezone

from adherents.models import Caisse, Establishment
from core.access import Access, Scope
from core.references import new_public_id
from core.search import search_column
from core.tenancy import ScopedModel, ScopedQuerySet
from core.triggers import stays_in_its_company
from employees.models import Employee
from support.enums import OF_THE_CAISSE, ConversationState, MaskedFor
from support.models.about import AboutModel, AboutQuerySet, names_its_object
from support.models.subjects import Subject

BODY_MAX_LENGTH = 5000


class ConversationQuerySet(AboutQuerySet):
    def of_the_caisse(self) -> Self:
        """It has something to answer."""
        return self.filter(state__in=OF_THE_CAISSE)

    def standing(self) -> Self:
        """But those merged into another, where what was written in them is."""
        return self.filter(merged_into__isnull=True)

    def unread(self) -> Self:
        """The company has yet to read the last answer."""
        return self.filter(is_unread=True)


class Conversation(AboutModel):
    """`state`, `last_message_at`, `is_unread` and `version` are written by `services.settling` alone.

    `version` changes with every message and every decision: a page that was read before is refused. `linked_*`: what
    it is about (`core.linked`), as it was named then; `employee`: whom it is about, if it is about somebody. `follows`:
    the conversation that was over when this one was opened. `attempt`: of the form that opened it, so that it opens
    once. `caisse`: the one that has it, that of the company unless it was transferred, which `services.handing_over`
    alone changes. `reopened_at`: the last time; `thanked_at`: since when it is over for « Merci ».
    `merged_into`: where its messages are, once it was merged.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    reference = models.CharField("référence", max_length=20, unique=True)
    attempt = models.CharField(max_length=32, default=new_public_id, editable=False)
    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="conversations", verbose_name="caisse", editable=False
    )
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="conversations", verbose_name="objet")
    establishment = models.ForeignKey(
        Establishment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="conversations",
        verbose_name="site",
    )
    employee = models.ForeignKey(
        Employee, null=True, blank=True, on_delete=models.CASCADE, related_name="conversations", verbose_name="salarié"
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="followed_by", verbose_name="suite de"
    )
    state = models.CharField(
        "état", max_length=10, choices=ConversationState.choices, default=ConversationState.SENT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    opened_at = models.DateTimeField("ouverte le", default=timezone.now, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="ouverte par"
    )
    opened_by_label = models.CharField("ouverte par", max_length=200)
    last_message_at = models.DateTimeField("dernier message le", default=timezone.now, editable=False)
    waiting_since = models.DateTimeField("en attente depuis", null=True, blank=True, editable=False)
    read_at = models.DateTimeField("lue par la caisse le", null=True, blank=True, editable=False)
    answered_at = models.DateTimeField("répondue le", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("close le", null=True, blank=True, editable=False)
    reopened_at = models.DateTimeField("rouverte le", null=True, blank=True, editable=False)
    thanked_at = models.DateTimeField("close par un remerciement le", null=True, blank=True, editable=False)
    is_unread = models.BooleanField(default=False, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_conversations",
        verbose_name="suivie par",
    )

    handed_over_at = models.DateTimeField("transmise le", null=True, blank=True, editable=False)
    handed_over_by_label = models.CharField("transmise par", max_length=200, blank=True, editable=False)
    handed_over_from = models.ForeignKey(
        Caisse, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="merged", editable=False
    )

    searched = search_column("reference", "linked_label", "opened_by_label")

    objects = ConversationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "échange"
        ordering = ["-last_message_at", "-pk"]
        permissions = [("treat_conversation", "Répondre aux messages des entreprises")]
        constraints = [
            models.UniqueConstraint(fields=["adherent", "attempt"], name="one_conversation_per_attempt"),
            names_its_object("linked_conversation_names_its_object"),
            models.CheckConstraint(
                name="conversation_waits_for_the_caisse_since",
                condition=Q(state__in=OF_THE_CAISSE, waiting_since__isnull=False)
                | ~Q(state__in=OF_THE_CAISSE) & Q(waiting_since__isnull=True),
            ),
            models.CheckConstraint(
                name="closed_conversation_has_its_date",
                condition=Q(state=ConversationState.CLOSED, closed_at__isnull=False)
                | ~Q(state=ConversationState.CLOSED) & Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="merged_conversation_is_over",
                condition=Q(merged_into__isnull=True)
                | Q(state=ConversationState.CLOSED, is_unread=False) & ~Q(merged_into=F("pk")),
            ),
        ]
        indexes = [
            models.Index(fields=["adherent", "-is_unread", "-last_message_at", "-id"], name="conversation_in_order"),
            models.Index(fields=["adherent"], name="conversation_unread", condition=Q(is_unread=True)),
            models.Index(fields=["caisse", "opened_at"], name="conversation_by_caisse"),
            models.Index(fields=["waiting_since"], name="conversation_waiting", condition=Q(state__in=OF_THE_CAISSE)),
            models.Index(fields=["answered_at"], name="conversation_by_answer", condition=Q(answered_at__isnull=False)),
            GinIndex(OpClass("searched", name="gin_trgm_ops"), name="conversation_by_words"),
        ]
        triggers = [stays_in_its_company(establishment=Establishment, employee=Employee)]

    def __str__(self) -> str:
        return f"{self.subject} {self.reference}"

    @property
    def is_over(self) -> bool:
        return self.state == ConversationState.CLOSED


class ConversationPartQuerySet(ScopedQuerySet):
    """Who sees a conversation sees what is written in it."""

    def for_access(self, access: Access) -> Self:
        rows = self.filter(adherent_id=access.tiers.adherent_id)
        return rows.filter(conversation__in=Conversation.objects.for_access(access))

    def for_scope(self, scope: Scope) -> Self:
        rows = self.filter(adherent_id=scope.adherent_id)
        return rows.filter(conversation__in=Conversation.objects.for_scope(scope))


class Message(ScopedModel):
    """Never rewritten. `author_label`: as the other side reads it; `attempt`: of the form that sent it."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    attempt = models.CharField(max_length=32, default=new_public_id, editable=False)
    is_from_caisse = models.BooleanField("de la caisse", default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="auteur"
    )
    author_label = models.CharField("auteur", max_length=200)
    body = models.TextField("message", max_length=BODY_MAX_LENGTH)
    sent_at = models.DateTimeField("envoyé le", default=timezone.now)
    # Its spaces go first: TRANSLATE reads its whole table for each, which takes most of the time to keep a message.
    searched = search_column(Replace("body", Value(" ")))

    objects = ConversationPartQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "message"
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "attempt"], name="one_message_per_attempt"),
        ]
        indexes = [
            models.Index(fields=["adherent", "author"], name="message_by_author"),
            models.Index(
                fields=["conversation", "sent_at"], name="message_of_the_caisse", condition=Q(is_from_caisse=True)
            ),
        ]
        triggers = [stays_in_its_company(conversation=Conversation)]

    def __str__(self) -> str:
        return f"Message du {timezone.localtime(self.sent_at):%d/%m/%Y}"


class MessageFile(ScopedModel):
    """Joined to a message; stored under a random name, `name` is the one it had, made harmless. Once masked
    (`masked_at`), nobody opens it, and its file is gone when it was deleted (`deleted_at`).
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="files")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    stored_name = models.CharField(max_length=100, unique=True, editable=False)
    name = models.CharField("nom du fichier", max_length=120)
    content_type = models.CharField("type", max_length=40)
    size = models.PositiveIntegerField("taille (octets)")
    masked_at = models.DateTimeField("masqué le", null=True, blank=True)
    masked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    masked_for = models.CharField("motif", max_length=20, choices=MaskedFor.choices, blank=True)
    deleted_at = models.DateTimeField("supprimé le", null=True, blank=True)

    objects = ConversationPartQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="masked_file_says_why",
                condition=Q(masked_at__isnull=True, masked_for="", deleted_at__isnull=True)
                | Q(masked_at__isnull=False) & ~Q(masked_for=""),
            ),
        ]
        triggers = [stays_in_its_company(conversation=Conversation, message=Message)]

    def __str__(self) -> str:
        return self.name


class InternalNote(ScopedModel):
    """What staff of a caisse tell each other about a conversation: neither the company nor another caisse reads it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    caisse = models.ForeignKey(Caisse, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_label = models.CharField("auteur", max_length=200)
    body = models.TextField("note", max_length=2000)
    written_at = models.DateTimeField("écrite le", default=timezone.now)

    objects = ConversationPartQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "note interne"
        verbose_name_plural = "notes internes"
        ordering = ["written_at", "pk"]
        triggers = [stays_in_its_company(conversation=Conversation)]

    def __str__(self) -> str:
        return f"Note du {timezone.localtime(self.written_at):%d/%m/%Y}"


class Writing(ScopedModel):
    """Who is writing in a conversation, and when they were last seen to."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="writings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_from_caisse = models.BooleanField(default=False)
    label = models.CharField(max_length=200)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = ConversationPartQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "réponse en cours d’écriture"
        verbose_name_plural = "réponses en cours d’écriture"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person"], name="one_writing_per_person_and_conversation")
        ]
        triggers = [stays_in_its_company(conversation=Conversation)]

    def __str__(self) -> str:
        return self.label
