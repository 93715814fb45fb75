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
from accounts.forms.opening import ContactForm, EmailForm, LettersForm, MobileForm, NewPasswordForm, SignInForm

__all__ = [
    "ClosingForm",
    "ContactForm",
    "EmailChangeForm",
    "EmailForm",
    "LandlineForm",
    "LettersForm",
    "MessagesForm",
    "MobileForm",
    "NewPasswordForm",
    "PasswordChangeForm",
    "PresentPasswordForm",
    "RecoveryCodeForm",
    "SecondFactorForm",
    "SignInForm",
]
