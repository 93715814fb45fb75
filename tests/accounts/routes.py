"""The addresses of accounts, of colleagues and of the journal, and who may open them."""

from typing import Any

from accounts.models import Membership
from accounts.opening.services import activation_token
from accounts.person.services.certification import renewal_token
from core.references import new_public_id
from core.rights import Right
from tests.cast import Cast
from tests.security.route import BOTH, POST, Route


def _colleague(cast: Cast) -> list[Any]:
    return [Membership.objects.get(user=cast.bruno).public_id]


def _invited(cast: Cast) -> list[Any]:
    return [cast.acme.invitation.public_id]


PUBLIC = {
    "accounts:sign_in": Route(BOTH),
    "accounts:identify": Route(BOTH),
    "accounts:contact": Route(BOTH, status=302),
    "accounts:send_mobile_code": Route(POST, status=302),
    "accounts:check_mobile_code": Route(POST, status=302),
    "accounts:email_sent": Route(status=302),
    "accounts:resend_activation": Route(POST, status=302),
    "accounts:correct_email": Route(POST, status=302),
    "accounts:activate": Route(BOTH, args=lambda cast: [activation_token(cast.acme.pending)]),
    "accounts:forgotten_password": Route(BOTH),
    "accounts:reset_sent": Route(),
    "accounts:open_reset": Route(args=lambda cast: [cast.alice.public_id, "faux"], status=302),
    "accounts:choose_password": Route(BOTH, status=410),
    "accounts:renew_certification": Route(BOTH, args=lambda cast: [renewal_token(cast.alice)]),
    "accounts:answer_invitation": Route(BOTH, args=lambda cast: ["jeton-ACME"]),
    "accounts:open_invited_account": Route(BOTH, args=lambda cast: ["jeton-ACME"]),
    "accounts:confirm_email": Route(BOTH, args=lambda cast: ["faux"], status=410),
}
PERSON = {
    "accounts:sign_out": Route(POST, status=302),
    "accounts:account": Route(),
    "accounts:attach": Route(BOTH),
    "accounts:second_factor": Route(BOTH, status=302),
    "accounts:certification": Route(status=302),
    "accounts:send_certification_link": Route(POST),
    "accounts:leave": Route(BOTH, args=lambda cast: [new_public_id()], status=404),
    "accounts:invitations": Route(),
    "accounts:accept_invitation": Route(POST, args=lambda cast: [cast.acme.invitation.public_id]),
    "accounts:refuse_invitation": Route(POST, args=lambda cast: [cast.acme.invitation.public_id]),
    "accounts:change_email": Route(BOTH),
    "accounts:withdraw_email_change": Route(POST),
    "accounts:phones": Route(BOTH),
    "accounts:send_my_mobile_code": Route(POST),
    "accounts:check_my_mobile_code": Route(POST),
    "accounts:remove_mobile": Route(POST),
    "accounts:messages": Route(BOTH),
    "accounts:resume_sms": Route(POST),
    "accounts:security": Route(),
    "accounts:change_password": Route(BOTH),
    "accounts:confirm_password": Route(BOTH),
    "accounts:close_session": Route(POST, args=lambda cast: [new_public_id()]),
    "accounts:close_other_sessions": Route(POST),
    "accounts:enrol": Route(BOTH, status=302),
    "accounts:renew_recovery_codes": Route(POST),
    "accounts:switch_off_second_factor": Route(POST),
    "accounts:data": Route(),
    "accounts:data_json": Route(),
    "accounts:close": Route(BOTH),
}
TIERS = {
    "journal:index": Route(right=Right.JOURNAL_CONSULT),
    "journal:export": Route(right=Right.JOURNAL_CONSULT),
    "colleagues:index": Route(right=Right.COLLEAGUES_ACT),
    # Without a recent password, each of these leads to the page that asks for it.
    "colleagues:invite": Route(BOTH, status=302, right=Right.COLLEAGUES_ACT),
    "colleagues:change_rights": Route(BOTH, args=_colleague, status=302, right=Right.COLLEAGUES_ACT),
    "colleagues:remove": Route(BOTH, args=_colleague, status=302, right=Right.COLLEAGUES_ACT),
    "colleagues:replace_holder": Route(BOTH, status=302, right=Right.COLLEAGUES_ACT),
    "colleagues:withdraw_replacement": Route(BOTH, right=Right.COLLEAGUES_ACT),
    "colleagues:resend_invitation": Route(POST, args=_invited, status=302, right=Right.COLLEAGUES_ACT),
    "colleagues:withdraw_invitation": Route(POST, args=_invited, status=302, right=Right.COLLEAGUES_ACT),
}
ADMIN = {
    "admin:accounts_letterbatch_without_account": Route(BOTH),
}
ADMIN_MODELS = {
    "accounts_accountopening": (lambda company: company.opening, frozenset()),
    "accounts_letterbatch": (lambda company: company.batch, frozenset()),
    "accounts_user": (lambda company: company.holder, frozenset()),
    "accounts_invitation": (lambda company: company.invitation, frozenset()),
    "accounts_holderchange": (lambda company: company.holder_change, frozenset()),
    "accounts_membership": (lambda company: company.membership, frozenset()),
}
ADMIN_OF_ROWS = {
    "admin:accounts_holderchange_confirm": lambda company: [company.holder_change.pk],
    "admin:accounts_holderchange_refuse": lambda company: [company.holder_change.pk],
    "admin:accounts_holderchange_next": lambda company: [company.holder_change.pk],
    "admin:accounts_letterbatch_download": lambda company: [company.batch.pk, "code"],
    "admin:accounts_user_suspend": lambda company: [company.holder.pk],
    "admin:accounts_user_send_certification": lambda company: [company.holder.pk],
    "admin:accounts_user_send_reset": lambda company: [company.holder.pk],
    "admin:accounts_user_close_sessions": lambda company: [company.holder.pk],
    "admin:accounts_user_restore": lambda company: [company.holder.pk],
    "admin:accounts_user_remove_second_factor": lambda company: [company.holder.pk],
    "admin:accounts_user_resend": lambda company: [company.holder.pk, company.message.pk],
}
# Of no caisse: managers read it (test_renewals.py).
ADMIN_OF_MANAGERS = frozenset({"accounts_certificationrun"})
