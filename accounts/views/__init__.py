"""HTTP of accounts: one module a journey; `urls.py` names them through this package."""

from accounts.views.account import account, attach, close, data, data_json, leave
from accounts.views.activation import activate, correct_email, email_sent, resend_activation
from accounts.views.certification import certification, confirm_email, renew_certification, send_certification_link
from accounts.views.coordinates import (
    change_email,
    check_my_mobile_code,
    messages,
    phones,
    remove_mobile,
    send_my_mobile_code,
    withdraw_email_change,
)
from accounts.views.invitations import (
    accept_invitation,
    answer_invitation,
    invitations,
    open_invited_account,
    refuse_invitation,
)
from accounts.views.opening import check_mobile_code, contact, identify, send_mobile_code
from accounts.views.reset import choose_password, forgotten_password, open_reset, reset_sent
from accounts.views.security import (
    change_password,
    close_other_sessions,
    close_session,
    confirm_password,
    enrol,
    give_second_factor,
    renew_recovery_codes,
    security,
    switch_off_second_factor,
)
from accounts.views.sign_in import sign_in, sign_out

__all__ = [
    "accept_invitation",
    "account",
    "activate",
    "answer_invitation",
    "attach",
    "certification",
    "change_email",
    "change_password",
    "check_mobile_code",
    "check_my_mobile_code",
    "choose_password",
    "close",
    "close_other_sessions",
    "close_session",
    "confirm_email",
    "confirm_password",
    "contact",
    "correct_email",
    "data",
    "data_json",
    "email_sent",
    "enrol",
    "forgotten_password",
    "give_second_factor",
    "identify",
    "invitations",
    "leave",
    "messages",
    "open_invited_account",
    "open_reset",
    "phones",
    "refuse_invitation",
    "remove_mobile",
    "renew_certification",
    "renew_recovery_codes",
    "resend_activation",
    "reset_sent",
    "security",
    "send_certification_link",
    "send_mobile_code",
    "send_my_mobile_code",
    "sign_in",
    "sign_out",
    "switch_off_second_factor",
    "withdraw_email_change",
]
