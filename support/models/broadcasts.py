"""What a caisse writes to many of its companies' people at once, by e-mail or SMS, and to whom it went."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.enums import BROADCAST, Topic
from adherents.models import Caisse
from core import rich_text
from core.models import OutgoingMessage
from core.references import new_public_id
from core.rights import Right
from support.enums import BroadcastState, LeftOut, Receivers

TITLE_MAX_LENGTH = 120
BODY_MAX_LENGTH = 10_000
SMS_MAX_LENGTH = 1000
_TOPICS = [(topic.value, topic.label) for topic in BROADCAST]
# What it says and to whom: what the staff agreed to when they confirmed it.
AGREED = (
    *("caisse", "topic", "by_email", "by_sms", "title", "body", "sms_text"),
    *("receivers", "right", "to_firms", "departements", "workforce_from", "workforce_to", "has_missing_month"),
    *("list_text", "listed", "confirmed_at", "confirmed_by_label"),
    *("agreed_companies", "agreed_people", "agreed_emails", "agreed_sms"),
)


def _stays_as_agreed() -> pgtrigger.Trigger:
    columns = [f"{name}_id" if name == "caisse" else name for name in AGREED]
    before, after = (", ".join(f'{row}."{column}"' for column in columns) for row in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name="confirmed_broadcast_never_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF OLD.confirmed_at IS NULL THEN
                RETURN COALESCE(NEW, OLD);
            END IF;
            IF TG_OP = 'DELETE' OR ROW({before}) IS DISTINCT FROM ROW({after}) THEN
                RAISE EXCEPTION 'what was confirmed is not changed'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'confirmed_broadcast_never_changes';
            END IF;
            RETURN NEW;
        """,  # noqa: S608  names of our own
    )


class BroadcastQuerySet(models.QuerySet["Broadcast"]):
    def sending(self) -> Self:
        return self.filter(state=BroadcastState.SENDING)


class Broadcast(models.Model):
    """An « envoi » of a caisse. Its audience: the companies that meet every condition set (`broadcasts.queries`), and
    of these the people who have what it asks. `version` is raised at each change of a draft; the one tried out is
    `tested_version`.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    caisse = models.ForeignKey(Caisse, on_delete=models.PROTECT, related_name="broadcasts", verbose_name="caisse")
    state = models.CharField(
        "état", max_length=8, choices=BroadcastState.choices, default=BroadcastState.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    topic = models.CharField("sujet", max_length=12, choices=_TOPICS, default=Topic.INFORMATION)
    by_email = models.BooleanField("par courriel", default=True)
    by_sms = models.BooleanField("par SMS", default=False)
    title = models.CharField("objet du courriel", max_length=TITLE_MAX_LENGTH, blank=True)
    body = models.TextField("texte du courriel", max_length=BODY_MAX_LENGTH, blank=True)
    sms_text = models.TextField("texte du SMS", max_length=SMS_MAX_LENGTH, blank=True)

    receivers = models.CharField("qui reçoit", max_length=8, choices=Receivers.choices, default=Receivers.HOLDERS)
    right = models.CharField("droit demandé", max_length=30, choices=Right.choices, blank=True)
    to_firms = models.BooleanField("aussi les cabinets qui ont ce droit", default=False)
    departements = ArrayField(models.CharField(max_length=3), default=list, blank=True, verbose_name="départements")
    workforce_from = models.PositiveIntegerField("effectif, à partir de", null=True, blank=True)
    workforce_to = models.PositiveIntegerField("effectif, jusqu’à", null=True, blank=True)
    has_missing_month = models.BooleanField("un mois n’est pas déclaré", default=False)
    # What was pasted, and the companies of the caisse that it names; None: no list.
    list_text = models.TextField("liste d’entreprises", blank=True)
    listed = ArrayField(models.BigIntegerField(), null=True, blank=True, editable=False)

    created_at = models.DateTimeField("créé le", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="créé par"
    )
    created_by_label = models.CharField("créé par", max_length=200, editable=False)
    changed_at = models.DateTimeField("modifié le", default=timezone.now, editable=False)
    tested_at = models.DateTimeField("essayé le", null=True, editable=False)
    tested_version = models.PositiveIntegerField(null=True, editable=False)
    confirmed_at = models.DateTimeField("confirmé le", null=True, editable=False)
    confirmed_by_label = models.CharField("confirmé par", max_length=200, blank=True, editable=False)
    held_at = models.DateTimeField("suspendu le", null=True, editable=False)
    stopped_at = models.DateTimeField("arrêté le", null=True, editable=False)
    stopped_by_label = models.CharField("arrêté par", max_length=200, blank=True, editable=False)
    finished_at = models.DateTimeField("terminé le", null=True, editable=False)

    # What the staff saw when they confirmed.
    agreed_companies = models.PositiveIntegerField("entreprises", null=True, editable=False)
    agreed_people = models.PositiveIntegerField("personnes", null=True, editable=False)
    agreed_emails = models.PositiveIntegerField("courriels", null=True, editable=False)
    agreed_sms = models.PositiveIntegerField("SMS", null=True, editable=False)

    # How far the job has come: the last company whose people were written down, in the order of keys.
    walked_until = models.BigIntegerField(default=0, editable=False)
    is_walked = models.BooleanField(default=False, editable=False)
    # The figures of the report, once its recipients are forgotten.
    figures = models.JSONField(null=True, editable=False)

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"
        ordering = ["-created_at", "-pk"]
        permissions = [("send_broadcast", "Écrire à beaucoup d’entreprises à la fois")]
        indexes = [
            models.Index(fields=["caisse", "-created_at"], name="broadcast_by_caisse"),
            models.Index(fields=["id"], name="broadcast_sending", condition=Q(state="sending")),
        ]
        constraints = [
            models.CheckConstraint(
                name="broadcast_is_of_a_topic_that_may_be", condition=Q(topic__in=[topic.value for topic in BROADCAST])
            ),
            models.CheckConstraint(
                name="broadcast_has_a_channel",
                condition=Q(by_email=True) | Q(by_sms=True),
                violation_error_message="Choisissez au moins une façon d’envoyer : courriel ou SMS.",
            ),
            models.CheckConstraint(
                name="broadcast_by_email_is_written", condition=Q(by_email=False) | ~Q(title="") & ~Q(body="")
            ),
            models.CheckConstraint(name="broadcast_by_sms_is_written", condition=Q(by_sms=False) | ~Q(sms_text="")),
            models.CheckConstraint(
                name="broadcast_beyond_holders_asks_a_right",
                condition=Q(receivers=Receivers.HOLDERS, to_firms=False) | ~Q(right=""),
            ),
            models.CheckConstraint(
                name="broadcast_workforce_is_in_order",
                condition=Q(workforce_from__isnull=True)
                | Q(workforce_to__isnull=True)
                | Q(workforce_to__gte=F("workforce_from")),
                violation_error_message="Le plus grand effectif est plus petit que le premier : inversez-les.",
            ),
            models.CheckConstraint(
                name="confirmed_broadcast_says_when_and_to_how_many",
                condition=Q(
                    state=BroadcastState.DRAFT,
                    confirmed_at__isnull=True,
                    agreed_companies__isnull=True,
                    agreed_people__isnull=True,
                    agreed_emails__isnull=True,
                    agreed_sms__isnull=True,
                )
                | Q(
                    ~Q(state=BroadcastState.DRAFT),
                    confirmed_at__isnull=False,
                    agreed_companies__isnull=False,
                    agreed_people__isnull=False,
                    agreed_emails__isnull=False,
                    agreed_sms__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="confirmed_broadcast_was_tested",
                condition=Q(confirmed_at__isnull=True) | Q(tested_version=F("version")),
            ),
            models.CheckConstraint(
                name="finished_broadcast_says_when",
                condition=Q(state__in=[BroadcastState.DONE, BroadcastState.STOPPED]) ^ Q(finished_at__isnull=True),
            ),
        ]
        triggers = [_stays_as_agreed()]

    def __str__(self) -> str:
        return self.title or self.sms_text[:60]

    @property
    def is_draft(self) -> bool:
        return self.state == BroadcastState.DRAFT

    @property
    def is_tested(self) -> bool:
        """As it is now."""
        return self.tested_version == self.version

    @property
    def body_html(self) -> SafeString:
        return rich_text.rendered(self.body)


class BroadcastRecipientQuerySet(models.QuerySet["BroadcastRecipient"]):
    def to_make(self) -> Self:
        """Those for whom no message was made yet."""
        return self.filter(made_at__isnull=True, left_out="")


class BroadcastRecipient(models.Model):
    """One person, by one channel: written to once (`made_at`, with their message), or left out and why.

    A person of fifty companies is there once; an address or a number that several share, once too.
    """

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="recipients", verbose_name="envoi")
    channel = models.CharField("canal", max_length=5, choices=OutgoingMessage.Channel.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="personne"
    )
    address = models.CharField("destinataire", max_length=254, blank=True)
    left_out = models.CharField("laissé de côté", max_length=12, choices=LeftOut.choices, blank=True)
    made_at = models.DateTimeField("préparé le", null=True)
    message = models.OneToOneField(
        OutgoingMessage,
        null=True,
        on_delete=models.SET_NULL,
        related_name="broadcast_recipient",
        verbose_name="message",
    )

    objects = BroadcastRecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "destinataire d’un envoi"
        verbose_name_plural = "destinataires d’un envoi"
        constraints = [
            models.UniqueConstraint(
                fields=["broadcast", "channel", "person"], name="a_person_is_written_to_once_by_broadcast"
            ),
            models.UniqueConstraint(
                fields=["broadcast", "channel", "address"],
                condition=~Q(address=""),
                name="an_address_is_written_to_once_by_broadcast",
            ),
            models.CheckConstraint(
                name="recipient_has_an_address_or_is_left_out", condition=Q(address="") ^ Q(left_out="")
            ),
            models.CheckConstraint(
                name="message_of_a_recipient_was_made", condition=Q(message__isnull=True) | Q(made_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["broadcast", "channel", "id"],
                name="broadcast_recipient_to_make",
                condition=Q(made_at__isnull=True, left_out=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.broadcast} · {self.get_channel_display()} · {self.address or self.get_left_out_display()}"
