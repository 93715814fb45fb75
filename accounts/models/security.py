"""What keeps an account alive and safe: sessions, certifications, changes under way, recovery codes."""

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.enums import Milestone, Rhythm, SessionKind, Topic
from core.french import de
from core.references import new_public_id


class Session(AbstractBaseSession):
    """A browser's session, with whose it is and where from, so that a person can see and close theirs."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions", verbose_name="personne"
    )
    kind = models.CharField(max_length=6, choices=SessionKind.choices, default=SessionKind.PORTAL)
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    created_at = models.DateTimeField("ouverte le", default=timezone.now)
    last_seen_at = models.DateTimeField("dernière activité", default=timezone.now)
    ip = models.GenericIPAddressField("adresse IP", null=True)
    agent = models.CharField("navigateur", max_length=400, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session"

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


class EmailChange(models.Model):
    """A new address that waits for the click in its mail; until then the former one stays valid."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_change")
    email = models.CharField("nouvelle adresse", max_length=254)
    asked_at = models.DateTimeField("demandé le", default=timezone.now)

    class Meta:
        verbose_name = "changement d’adresse"
        verbose_name_plural = "changements d’adresse"

    def __str__(self) -> str:
        return self.email


class MessageChoice(models.Model):
    """By which channels a person wants a topic, and how often; without a row, by e-mail only, each time.

    `told_until`: for whoever is told once a day, the instant until which they were told.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_choices")
    topic = models.CharField("sujet", max_length=12, choices=Topic.choices)
    by_email = models.BooleanField("par courriel", default=True)
    by_sms = models.BooleanField("par SMS", default=False)
    rhythm = models.CharField("rythme", max_length=5, choices=Rhythm.choices, default=Rhythm.EACH)
    told_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "choix de message"
        verbose_name_plural = "choix de messages"
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="one_choice_per_topic"),
            models.CheckConstraint(
                name="security_always_comes_by_email", condition=~Q(topic="security") | Q(by_email=True)
            ),
            models.CheckConstraint(
                name="daily_choice_says_until_when",
                condition=Q(rhythm=Rhythm.EACH, told_until__isnull=True)
                | Q(rhythm=Rhythm.DAILY, told_until__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["id"], name="choice_daily", condition=Q(rhythm=Rhythm.DAILY))]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_topic_display()}"


class CertificationRun(models.Model):
    """One pass of the periodic re-certification over everyone who is due, with its progress for the admin."""

    started_at = models.DateTimeField("commencé le", default=timezone.now)
    finished_at = models.DateTimeField("terminé le", null=True)
    day = models.DateField("jour traité", unique=True)
    last_user_id = models.BigIntegerField("dernière personne traitée (n°)", default=0)
    seen_count = models.PositiveIntegerField("personnes examinées", default=0)
    reminded_count = models.PositiveIntegerField("rappels envoyés", default=0)

    class Meta:
        verbose_name = "passage de certification"
        verbose_name_plural = "passages de certification"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"Passage du {self.day:%d/%m/%Y}"


class CertificationReminder(models.Model):
    """A reminder sent once for one certification and one milestone: the row is what makes a second run send nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    certified_at = models.DateTimeField("certification concernée")
    milestone = models.IntegerField("échéance", choices=Milestone.choices)
    sent_at = models.DateTimeField("envoyé le", default=timezone.now)

    class Meta:
        verbose_name = "rappel de certification"
        verbose_name_plural = "rappels de certification"
        constraints = [
            models.UniqueConstraint(fields=["user", "certified_at", "milestone"], name="a_reminder_is_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_milestone_display()}"


class RecoveryCode(models.Model):
    """A single-use code that replaces the authenticator when it is lost; shown once, stored as a digest."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    code_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    used_at = models.DateTimeField("utilisé le", null=True)

    class Meta:
        verbose_name = "code de secours"
        verbose_name_plural = "codes de secours"

    def __str__(self) -> str:
        return f"Code de secours {de(self.user)}"
