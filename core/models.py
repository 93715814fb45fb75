"""What the machinery stores: the journal, the messages on their way, the throttle's counters."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator

from core.references import new_public_id
from core.search import search_column
from core.triggers import append_only


class AuditEvent(models.Model):
    """One line of the journal. Append-only: triggers refuse UPDATE, DELETE and TRUNCATE, whoever asks.

    People and companies are plain numbers with the label they had then: the line outlives them.
    """

    class Result(models.TextChoices):
        DONE = "done", "Fait"
        REFUSED = "refused", "Refusé"

    at = models.DateTimeField("date", default=timezone.now)
    action = models.CharField("action", max_length=80)
    result = models.CharField("résultat", max_length=8, choices=Result.choices, default=Result.DONE)
    actor_id = models.BigIntegerField("auteur (n°)", null=True)
    actor_label = models.CharField("auteur", max_length=200, blank=True)
    via = models.CharField("au titre de", max_length=200, blank=True)
    caisse_id = models.BigIntegerField("caisse (n°)", null=True)
    adherent_id = models.BigIntegerField("entreprise (n°)", null=True)
    tiers_label = models.CharField("pour", max_length=250, blank=True)
    target = models.CharField("objet", max_length=200, blank=True)
    changes = models.JSONField("détail", default=dict, blank=True)
    ip = models.GenericIPAddressField("adresse IP", null=True)
    agent_hash = models.CharField("empreinte du navigateur", max_length=16, blank=True)
    request_id = models.CharField("requête", max_length=32, blank=True)
    searched = search_column("actor_label", "tiers_label", "target", "action")

    class Meta:
        verbose_name = "événement du journal"
        verbose_name_plural = "journal"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["adherent_id", "-at"], name="audit_by_adherent"),
            models.Index(fields=["caisse_id", "-at"], name="audit_by_caisse"),
            models.Index(fields=["actor_id", "-at"], name="audit_by_actor"),
            models.Index(fields=["target", "-at"], name="audit_by_target", condition=~Q(target="")),
            GinIndex(OpClass("searched", name="gin_trgm_ops"), name="audit_by_words"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.action} · {self.actor_label or 'anonyme'}"


class OutgoingMessage(models.Model):
    """An e-mail or an SMS: stored by a service, sent by a job, kept with its history.

    What the person alone may read (a link, a code) is never in `body_text` or `body_html`, which show dots in its
    place: the real text waits in `sealed`, encrypted, and is wiped once sent or abandoned.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "Courriel"
        SMS = "sms", "SMS"

    class Status(models.TextChoices):
        QUEUED = "queued", "En attente"
        SENT = "sent", "Envoyé"
        FAILED = "failed", "Échec"
        EXPIRED = "expired", "Périmé avant l’envoi"

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    channel = models.CharField("canal", max_length=5, choices=Channel.choices)
    kind = models.CharField("message", max_length=80)
    recipient = models.CharField("destinataire", max_length=254)
    subject = models.CharField("objet", max_length=200, blank=True)
    body_text = models.TextField("texte", blank=True)
    body_html = models.TextField("texte mis en forme", blank=True)
    calendar = models.TextField("événement d’agenda joint", blank=True, db_default="")
    sealed = models.BinaryField(null=True, editable=False)
    status = models.CharField("état", max_length=8, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveIntegerField("essais", default=0)
    last_error = models.CharField("dernière erreur", max_length=300, blank=True)
    provider_id = models.CharField("référence du prestataire", max_length=120, blank=True)
    caisse_id = models.BigIntegerField("caisse (n°)", null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="personne"
    )
    created_at = models.DateTimeField("créé le", default=timezone.now)
    expires_at = models.DateTimeField("sans objet après le", null=True)
    sent_at = models.DateTimeField("envoyé le", null=True)
    # What the provider tells afterwards (`core.tracking`); `failure` in its own words: «bounced», «30005»…
    delivered_at = models.DateTimeField("remis le", null=True)
    failed_at = models.DateTimeField("non remis le", null=True)
    failure = models.CharField("raison de la non-remise", max_length=60, blank=True)
    failure_is_permanent = models.BooleanField("échec définitif", default=False)
    searched = search_column("recipient", "subject", "kind")

    class Meta:
        verbose_name = "message envoyé"
        verbose_name_plural = "messages envoyés"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="sent_message_has_its_date", condition=~Q(status="sent") | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="finished_message_keeps_no_secret", condition=Q(status="queued") | Q(sealed__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["caisse_id", "-created_at"], name="message_by_caisse"),
            models.Index(fields=["recipient", "-created_at"], name="message_by_recipient"),
            models.Index(fields=["provider_id"], name="message_by_provider_id", condition=~Q(provider_id="")),
            GinIndex(OpClass("searched", name="gin_trgm_ops"), name="message_by_words"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} « {self.title} »"

    @property
    def title(self) -> str:
        """Its subject; of a SMS, how it begins."""
        return self.subject or Truncator(self.body_text).chars(60)


class ThrottleBucket(models.Model):
    """One counter of `core.throttling`; rows past `expires_at` mean nothing and are purged."""

    key = models.BinaryField(primary_key=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "compteur d’essais"
        verbose_name_plural = "compteurs d’essais"

    def __str__(self) -> str:
        return f"{self.count} jusqu’à {self.expires_at:%H:%M:%S}"


class TileChoice(models.TextChoices):
    """What a person decided of a tile, for a company."""

    NONE = "", "Selon l’usage"
    PINNED = "pinned", "Épinglée"
    HIDDEN = "hidden", "Masquée"


class TileUse(models.Model):
    """How much a person uses a tile for a company, and what they decided of it; `score` halves every
    `core.tiles.HALF_LIFE` since `at`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    adherent = models.ForeignKey("adherents.Adherent", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    score = models.FloatField()
    at = models.DateTimeField()
    choice = models.CharField(max_length=6, choices=TileChoice.choices, blank=True, default="", db_default="")
    chosen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "usage d’une tuile"
        verbose_name_plural = "usages des tuiles"
        constraints = [
            models.UniqueConstraint(fields=["user", "adherent", "key"], name="one_use_row_per_tile"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.score:.2f}"
