"""Loads what a caisse of the demonstration wrote to many: one that was received, with its report, and a draft."""

from django.utils import timezone

from accounts.enums import Topic
from accounts.models import User
from adherents.models import Adherent, Caisse
from cibtp_portal.development.holders import holder_of
from core import delivery, tracking
from core.models import OutgoingMessage
from core.rights import Right
from support.broadcasts.queries import count
from support.broadcasts.services.drafts import draft_broadcast
from support.broadcasts.services.sending import send_broadcast
from support.broadcasts.services.steering import confirm_broadcast
from support.broadcasts.values import BroadcastValues
from support.enums import BroadcastState, Receivers
from support.models import Broadcast

_RECEIVED = BroadcastValues(
    topic=Topic.INFORMATION,
    title="Fermeture de fin d’année",
    body="Nos bureaux **ferment** du 24 décembre à midi au 2 janvier.\n\n"
    "- vos déclarations et vos demandes se font comme d’habitude dans l’Espace sécurisé ;\n"
    "- nous répondons aux messages à partir du 3 janvier.",
)
_DRAFT = BroadcastValues(
    topic=Topic.ALERTS,
    by_sms=True,
    title="Vigilance orange : pluie et inondation",
    body="Météo-France place le département en **vigilance orange**.\n\nUn arrêt de chantier se déclare dès le premier "
    "jour, dans *Arrêts et remboursements*.",
    sms_text="Vigilance orange, pluie et inondation : un arrêt de chantier se déclare dans votre Espace.",
    receivers=Receivers.PEOPLE,
    right=Right.STOPPAGES_ACT.value,
    to_firms=True,
    departements=("75", "92", "93", "94"),
)


def load() -> None:
    caisse = Adherent.objects.select_related("caisse").get(pk=holder_of("acme").tiers.adherent_id).caisse
    by = User.objects.filter(staff_caisse=caisse, staff_role="manager").order_by("pk")[0]
    draft_broadcast(caisse=caisse, values=_DRAFT, by=by)
    _receive(caisse, by)


def _receive(caisse: Caisse, by: User) -> None:
    """Sent as the worker sends it, and received by everybody but one."""
    broadcast = draft_broadcast(caisse=caisse, values=_RECEIVED, by=by)
    broadcast.tested_at, broadcast.tested_version = timezone.now(), broadcast.version
    broadcast.save(update_fields=["tested_at", "tested_version"])
    confirm_broadcast(broadcast=broadcast, by=by, expected=count(broadcast).mark)
    while Broadcast.objects.get(pk=broadcast.pk).state == BroadcastState.SENDING:
        send_broadcast(broadcast.pk)
        for message in _waiting(broadcast):
            delivery.deliver(message.pk)
    for message in OutgoingMessage.objects.filter(broadcast_recipient__broadcast=broadcast).order_by("pk")[1:]:
        tracking.record_delivered(message=message)


def _waiting(broadcast: Broadcast) -> list[OutgoingMessage]:
    rows = OutgoingMessage.objects.filter(broadcast_recipient__broadcast=broadcast)
    return list(rows.filter(status=OutgoingMessage.Status.QUEUED).order_by("pk"))
