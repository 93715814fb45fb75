"""Forms of accounts: text becomes values in normal form; nothing is saved here."""

from accounts.forms.account import (
    ClosingForm,
    EmailChangeForm,
    LandlineForm,
    MessagesForm,
    PasswordChangeForm,
    PresentPasswordForm,
    RecoveryCodeForm,
    SecondFactorForm,
)
from accounts.forms.colleagues import InvitationForm, ReplacementForm, RightsForm
from accounts.forms.invited import InvitedAccountForm
from accounts.forms.journal import JournalForm
from accounts.forms.opening import ContactForm, EmailForm, LettersForm, MobileForm, NewPasswordForm, SignInForm

__all__ = [
    "ClosingForm",
    "ContactForm",
    "EmailChangeForm",
    "EmailForm",
    "InvitationForm",
    "InvitedAccountForm",
    "JournalForm",
    "LandlineForm",
    "LettersForm",
    "MessagesForm",
    "MobileForm",
    "NewPasswordForm",
    "PasswordChangeForm",
    "PresentPasswordForm",
    "RecoveryCodeForm",
    "ReplacementForm",
    "RightsForm",
    "SecondFactorForm",
    "SignInForm",
]
