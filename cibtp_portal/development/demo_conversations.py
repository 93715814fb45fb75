"""Loads what the companies of the demonstration wrote to their caisse, at every stage, and what its staff wrote back.

Everything goes through the services, on the days when it would have been written.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from adherents.models import Caisse
from cibtp_portal.development import trade
from cibtp_portal.development.demo_stoppages import as_of
from cibtp_portal.development.holders import holder_of
from core import files, uploads
from core.access import Access
from core.linked import Linked, linked_at
from core.references import new_public_id
from core.uploads import Upload
from documents.enums import ShippedKind
from documents.models import Document
from employees.models import Employee
from support.contact.services import open_conversation, reply
from support.models import CannedAnswer, Conversation, Message, Subject
from support.treating.answering import Answer, answer_conversation
from support.treating.following import close_conversation, mark_read, take, write_note
from support.values import MessageValues, Opening

_CANNED = (
    (
        "",
        "Accusé de réception",
        "Bonjour,\n\nNous avons bien reçu votre message et revenons vers vous dès que votre demande aura été étudiée."
        "\n\nCordialement,",
    ),
    (
        "cotisations",
        "Prélèvement à venir",
        "Bonjour,\n\nVotre relevé de compte indique le montant et la date du prochain prélèvement. Pour un autre moyen "
        "de paiement, indiquez la référence du relevé avec votre règlement.\n\nCordialement,",
    ),
    (
        "embauches-et-sorties",
        "Pièce manquante",
        "Bonjour,\n\nIl nous manque une pièce pour traiter cette déclaration. Joignez-la en réponse à ce message, en "
        "PDF ou en photo bien lisible.\n\nCordialement,",
    ),
    (
        "droits-a-conges",
        "Droits en cours de calcul",
        "Bonjour,\n\nLes droits de ce salarié seront à jour après l’intégration de votre prochaine DSN. Nous vous "
        "invitons à les consulter de nouveau à ce moment-là.\n\nCordialement,",
    ),
)
_LINE = timedelta(minutes=40)


@dataclass(frozen=True, slots=True)
class Written:
    """`turns`: what is written in turn, the company first; `ago`: how many days since the first; `about`: the kind of
    what it is about, and how it is found; `end`: what the caisse did last, without writing.
    """

    company: str
    subject: str
    ago: int
    turns: tuple[str, ...]
    about: str = ""
    end: str = ""
    note: str = ""
    paper: str = ""


WRITTEN = (
    Written(
        "acme",
        "droits-a-conges",
        1,
        (
            "Bonjour,\n\nM. Benali doit partir en congé le mois prochain, et ses droits affichés ne tiennent pas "
            "compte de ses deux derniers mois. Faut-il attendre la prochaine DSN ?\n\nAlice Moreau",
        ),
        about="salarie:Benali",
    ),
    Written(
        "acme",
        "cotisations",
        6,
        (
            "Bonjour,\n\nNous souhaitons étaler le solde de notre dernier relevé sur deux mois. Est-ce possible, et "
            "comment le demander ?",
            "Bonjour,\n\nC’est possible une fois par an. Confirmez-nous les deux dates qui vous conviennent, et nous "
            "vous envoyons l’échéancier à signer.\n\nCordialement,",
            "Merci. Le 15 de ce mois et le 15 du suivant nous conviennent.",
        ),
        end="read",
        note="Échéancier accepté par le recouvrement, à préparer avant le 15.",
    ),
    Written(
        "acme",
        "documents",
        9,
        (
            "Bonjour,\n\nLe relevé que nous venons de recevoir n’affiche pas notre virement du 3. Vous le trouverez "
            "annoté en pièce jointe.",
            "Bonjour,\n\nVotre virement est arrivé après l’édition du relevé : il est bien enregistré, et le prochain "
            "relevé en tiendra compte. Vous n’avez rien à faire.\n\nCordialement,",
        ),
        about="document:",
        paper="Relevé annoté.pdf",
    ),
    Written(
        "acme",
        "intemperies",
        40,
        (
            "Bonjour,\n\nUn chantier arrêté par le gel le matin et repris l’après-midi compte-t-il pour une "
            "demi-journée ?",
            "Bonjour,\n\nOui : déclarez les heures perdues du matin, salarié par salarié. Seules ces heures sont "
            "indemnisées.\n\nCordialement,",
        ),
        end="closed",
    ),
    Written(
        "globex",
        "coordonnees",
        4,
        (
            "Bonjour,\n\nNotre siège déménage le mois prochain. Faut-il vous envoyer l’extrait Kbis avant ou après le "
            "changement au registre ?",
        ),
    ),
    Written(
        "rival",
        "remboursements",
        2,
        ("Bonjour,\n\nQuand le remboursement de l’arrêt de février sera-t-il versé ?",),
        end="read",
    ),
)


def load() -> None:
    for caisse in Caisse.objects.all():
        _give_canned_answers(caisse)
    for written in WRITTEN:
        _write(holder_of(written.company), written)


def _give_canned_answers(caisse: Caisse) -> None:
    subjects = {subject.code: subject for subject in Subject.objects.filter(caisse=caisse)}
    for code, title, body in _CANNED:
        CannedAnswer.objects.create(caisse=caisse, subject=subjects.get(code), title=title, body=body)


def _write(access: Access, written: Written) -> None:
    agent = _agent(access.tiers.caisse_id)
    begun = timezone.now() - timedelta(days=written.ago)
    conversation = _open(access, written, begun)
    for rank, body in enumerate(written.turns[1:], start=1):
        conversation.refresh_from_db()
        with as_of(begun + rank * (timedelta(days=1) + _LINE)):
            _turn(access, agent, conversation, body, is_from_caisse=rank % 2 == 1)
    conversation.refresh_from_db()
    if written.note:
        write_note(conversation=conversation, by=agent, body=written.note)
    if written.end == "read":
        take(conversation=conversation, by=agent)
        mark_read(conversation=conversation, by=agent)
    elif written.end == "closed":
        with as_of(begun + timedelta(days=3)):
            close_conversation(conversation=conversation, by=agent, version=conversation.version)


def _open(access: Access, written: Written, begun: datetime) -> Conversation:
    subject = Subject.objects.get(caisse_id=access.tiers.caisse_id, code=written.subject)
    values = MessageValues(written.turns[0], _papers(access, written.paper))
    with as_of(begun):
        opening = Opening(subject, about=_about(access, written.about))
        sent = open_conversation(access=access, opening=opening, values=values, attempt=new_public_id())
        _date(sent.conversation)
    return sent.conversation


def _turn(access: Access, agent: User, conversation: Conversation, body: str, *, is_from_caisse: bool) -> None:
    version, attempt = conversation.version, new_public_id()
    if is_from_caisse:
        answer = Answer(body, (), attempt)
        answer_conversation(conversation=conversation, by=agent, version=version, answer=answer)
    else:
        values = MessageValues(body)
        reply(access=access, conversation=conversation, values=values, attempt=attempt, version=version)
    _date(conversation)


def _date(conversation: Conversation) -> None:
    """The default of a column is not the clock of `as_of`."""
    last = Message.objects.filter(conversation=conversation).order_by("-pk")[:1].values("pk")
    Message.objects.filter(pk__in=last).update(sent_at=timezone.now())


def _about(access: Access, key: str) -> Linked | None:
    kind, _, name = key.partition(":")
    if kind == "salarie":
        ref = Employee.objects.get(adherent_id=access.tiers.adherent_id, last_name=name).public_id
        return linked_at(access, f"salarie:{ref}")
    return linked_at(access, f"document:{_statement(access).public_id}") if kind else None


def _statement(access: Access) -> Document:
    rows = Document.objects.for_access(access).filter(kind__code=ShippedKind.STATEMENT)
    statement: Document = rows.select_related("file").order_by("-issued_on", "-pk")[0]
    return statement


def _papers(access: Access, name: str) -> list[Upload]:
    if not name:
        return []
    content = files.read(_statement(access).file.stored_name)
    return [uploads.checked(name, content, max_bytes=len(content))]


def _agent(caisse_id: int) -> User:
    people = {person.email: person for person in trade.PEOPLE}
    agent: User = User.objects.filter(email__in=people, staff_caisse_id=caisse_id, is_staff=True).order_by("pk")[0]
    return agent
