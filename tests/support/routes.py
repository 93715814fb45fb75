"""The addresses of *Contact*, and who may open them."""

from typing import Any

from core.rights import Right
from tests.cast import Cast, Company
from tests.security.route import BOTH, POST, Route
from tests.support.factories import free_slot


def _conversation(cast: Cast) -> list[Any]:
    return [cast.acme.support.conversation.public_id]


def _file(cast: Cast) -> list[Any]:
    return [cast.acme.support.file.public_id]


_PAGE = {"args": lambda cast: ["employees-index"]}


def _appointment(cast: Cast) -> list[Any]:
    return [cast.acme.support.appointment.public_id]


def _slot(cast: Cast) -> str:
    return free_slot(cast.acme.support.agenda).key


def _question(cast: Cast) -> list[Any]:
    return [cast.acme.support.question.public_id]


def _public_question(cast: Cast) -> list[Any]:
    return [cast.caisse.slug, cast.acme.support.question.public_id]


PUBLIC = {
    "support_public:questions": Route(args=lambda cast: [cast.caisse.slug]),
    "support_public:question": Route(args=_public_question),
}
PERSON = {
    "news:index": Route(),
    "news:seen": Route(POST, status=302),
    "news:put_away": Route(POST, status=302, args=lambda cast: [cast.acme.support.news.public_id]),
    "help:index": Route(),
    "help:page": Route(**_PAGE),
    "help:put_away": Route(POST, status=302, **_PAGE),
    "help:put_all_away": Route(POST, status=302),
}
TIERS = {
    "support:index": Route(right=Right.SUPPORT_CONSULT),
    "support:write": Route(BOTH, right=Right.SUPPORT_ACT),
    "support:choose_person": Route(right=Right.SUPPORT_ACT),
    "support:conversation": Route(args=_conversation, right=Right.SUPPORT_CONSULT),
    "support:answer": Route(BOTH, args=_conversation, right=Right.SUPPORT_ACT),
    "support:read": Route(POST, args=_conversation, status=302, right=Right.SUPPORT_CONSULT),
    "support:writing": Route(POST, args=_conversation, status=302, right=Right.SUPPORT_ACT),
    "support:file": Route(args=_file, right=Right.SUPPORT_CONSULT),
    "support:appointments": Route(right=Right.SUPPORT_CONSULT),
    "support:choose_kind": Route(right=Right.SUPPORT_ACT),
    "support:choose_slot": Route(args=lambda cast: [cast.acme.support.agenda.kind], right=Right.SUPPORT_ACT),
    "support:book": Route(
        BOTH, args=lambda cast: [cast.acme.support.agenda.kind, _slot(cast)], right=Right.SUPPORT_ACT
    ),
    "support:appointment": Route(args=_appointment, right=Right.SUPPORT_CONSULT),
    "support:appointment_event": Route(args=_appointment, right=Right.SUPPORT_CONSULT),
    "support:cancel_appointment": Route(BOTH, args=_appointment, right=Right.SUPPORT_ACT),
    "support:choose_other_slot": Route(args=_appointment, right=Right.SUPPORT_ACT),
    "support:move": Route(BOTH, args=lambda cast: [*_appointment(cast), _slot(cast)], right=Right.SUPPORT_ACT),
    "support:questions": Route(right=Right.SUPPORT_CONSULT),
    "support:question": Route(right=Right.SUPPORT_CONSULT, args=_question),
    "support:vote": Route(POST, right=Right.SUPPORT_CONSULT, args=_question, status=302),
    "support:read_question": Route(POST, right=Right.SUPPORT_CONSULT, args=_question, status=204),
    "support:suggest": Route(POST, right=Right.SUPPORT_CONSULT),
}
# What is posted only leads its reader to the page above.
ADMIN = {
    "admin:support_question_preview": Route(POST, status=302),
    "admin:support_news_preview": Route(POST, status=302),
    "admin:support_news_seen": Route(POST, status=302),
    "admin:support_broadcast_write": Route(BOTH),
    "admin:support_conversation_statistics": Route(),
    "admin:support_conversation_statistics_export": Route(),
    "admin:support_pagetext_choose": Route(),
    "admin:support_pagetext_write": Route(BOTH, args=lambda cast: ["employees-index", "help"]),
}
ADMIN_MODELS = {
    "support_conversation": (lambda company: company.support.conversation, frozenset()),
    "support_subject": (lambda company: company.support.subject, frozenset({"add"})),
    "support_cannedanswer": (lambda company: company.support.canned, frozenset({"add", "delete"})),
    "support_agenda": (lambda company: company.support.agenda, frozenset({"add", "change"})),
    "support_closure": (lambda company: company.support.closure, frozenset({"add", "change", "delete"})),
    "support_appointment": (lambda company: company.support.appointment, frozenset()),
    "support_faqcategory": (lambda company: company.support.category, frozenset({"add"})),
    "support_question": (lambda company: company.support.question, frozenset({"add"})),
    "support_news": (lambda company: company.support.news, frozenset({"add"})),
    "support_pagetext": (lambda company: company.support.text, frozenset()),
    "support_broadcast": (lambda company: company.support.broadcast, frozenset()),
}


def _of_staff(company: Company) -> list[Any]:
    return [company.support.conversation.pk]


def _joined(company: Company) -> list[Any]:
    return [company.support.conversation.pk, company.support.file.pk]


def _question_row(company: Company) -> list[Any]:
    return [company.support.question.pk]


def _news_row(company: Company) -> list[Any]:
    return [company.support.news.pk]


_OF_A_BROADCAST = ("audience", "rewrite", "confirm", "failures", "export", "test", "hold", "resume", "stop", "drop")
_OF_A_CONVERSATION = (
    *("answer", "read", "take", "presence", "close", "reopen", "entrust", "note", "transfer", "merge", "next"),
)
ADMIN_OF_ROWS = {
    **{f"admin:support_conversation_{name}": _of_staff for name in _OF_A_CONVERSATION},
    **{f"admin:support_conversation_{name}": _joined for name in ("file", "mask")},
    **{f"admin:support_broadcast_{name}": lambda company: [company.support.broadcast.pk] for name in _OF_A_BROADCAST},
    **{
        f"admin:support_appointment_{name}": lambda company: [company.support.appointment.pk]
        for name in ("move", "cancel")
    },
    **{f"admin:support_question_{name}": _question_row for name in ("read", "versions")},
    **{f"admin:support_news_{name}": _news_row for name in ("read", "versions")},
}
