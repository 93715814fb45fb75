"""From one caisse to another that knows the company: the only writer of who has a conversation."""

from django.db.models import QuerySet
from django.utils import timezone

from adherents.models import Adherent, Caisse
from support.models import Conversation, Subject
from support.services import settling
from support.services.subjects import OTHER, ensure_subjects


def caisses_of(company: Adherent) -> QuerySet[Caisse]:
    """Those that know the company: its own, and those that the same SIREN is a member of."""
    return Caisse.objects.filter(pk__in=Adherent.objects.filter(siren=company.siren).values("caisse")).order_by("name")


def caisse_for(conversation: Conversation, own: Caisse) -> Caisse:
    """Which one goes on with it: the one that has it, unless the company has left it since; `own`: of the company."""
    if conversation.caisse_id == own.pk:
        return own
    return caisses_of(conversation.adherent).filter(pk=conversation.caisse_id).first() or own


def hand_over(conversation: Conversation, to: Caisse, by_label: str) -> None:
    """A row that is held. It waits since it waited; nobody follows it there yet, and a page that was read before is
    refused. What staff wrote to each other stays with the caisse that wrote it (`InternalNote.caisse`).
    """
    conversation.subject = subject_there(conversation.subject, to)
    conversation.handed_over_from = conversation.caisse
    conversation.caisse = to
    conversation.assigned_to = None
    conversation.handed_over_at = timezone.now()
    conversation.handed_over_by_label = by_label[:200]
    conversation.save(
        update_fields=[
            "subject",
            "caisse",
            "assigned_to",
            "handed_over_at",
            "handed_over_by_label",
            "handed_over_from",
        ]
    )
    settling.moved(conversation)


def subject_there(subject: Subject, caisse: Caisse) -> Subject:
    """The one that this caisse has under the same code; one of a caisse's own is « Autre demande » elsewhere."""
    if subject.caisse_id == caisse.pk:
        return subject
    ensure_subjects(caisse)
    known = {one.code: one for one in Subject.objects.filter(caisse=caisse, code__in=(subject.code, OTHER))}
    return known.get(subject.code) or known[OTHER]
