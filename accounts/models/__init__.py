"""People, what they hold, and the letters with which an account is opened."""

from accounts.models.invitations import HolderChange, Invitation
from accounts.models.openings import AccountOpening, LetterBatch, PendingAccount, PhoneCertification
from accounts.models.people import Membership, TermsAcceptance, User
from accounts.models.security import (
    CertificationReminder,
    CertificationRun,
    EmailChange,
    MessageChoice,
    RecoveryCode,
    Session,
)
from accounts.models.stopped_numbers import StoppedNumber

__all__ = [
    "AccountOpening",
    "CertificationReminder",
    "CertificationRun",
    "EmailChange",
    "HolderChange",
    "Invitation",
    "LetterBatch",
    "Membership",
    "MessageChoice",
    "PendingAccount",
    "PhoneCertification",
    "RecoveryCode",
    "Session",
    "StoppedNumber",
    "TermsAcceptance",
    "User",
]
