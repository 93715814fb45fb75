"""What the section keeps about a person, for *Mes données*."""

from typing import Any

from accounts.models import User
from support.guidance.shipped import shipped
from support.models import Message, QuestionVote

WORDS = {
    "messages_a_la_caisse": "Messages écrits à la caisse",
    "objet": "Objet",
    "message": "Message",
    "avis_sur_les_reponses": "Avis sur les questions-réponses",
    "question": "Question",
    "utile": "Utile",
    "tutoriels_proposes": "Tutoriels proposés",
    "page": "Page",
}


def messages_written(user: User) -> list[dict[str, Any]]:
    """Those that this person wrote; nothing of whom they are about. As values: the page acts for no company."""
    rows = Message.objects.filter(author=user, is_from_caisse=False).order_by("sent_at", "pk")
    told = ("conversation__reference", "conversation__subject__name", "adherent__name", "sent_at", "body")
    return [
        {"reference": reference, "objet": subject, "entreprise": company, "le": sent_at, "message": body}
        for reference, subject, company, sent_at, body in rows.values_list(*told)
    ]


def votes(user: User) -> list[dict[str, Any]]:
    rows = QuestionVote.objects.filter(person=user).order_by("voted_at", "pk")
    read = rows.values_list("question__title", "is_useful", "voted_at")
    return [{"question": title, "utile": "Oui" if is_useful else "Non", "le": at} for title, is_useful, at in read]


def tutorials(user: User) -> list[dict[str, Any]]:
    """The pages whose tutorial was offered, as they are called now."""
    guides = shipped()
    return [{"page": guides[key].title if key in guides else key} for key in user.tutorials_seen]
