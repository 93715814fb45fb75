"""Opening an account with the two letters: prove them, register, activate, or attach to an existing account.

SECURITY D4, D8, D16, D17. Between étape 2/2 and the click in the e-mail, what the person typed stays in
`PendingAccount`; a `User` exists only once the address is proved.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts import emails
from accounts.enums import MembershipRole
from accounts.models import AccountOpening, Membership, PendingAccount, PhoneCertification, TermsAcceptance, User
from accounts.values import ContactValues
from adherents.services import ensure_terms
from core import audit, codes, throttling
from core.identifiers import compact_digits, normalise_cibtp_id
from core.references import new_public_id
from core.tenancy import all_tenants
from core.tokens import BadToken, make_token, read_token

ACTIVATION = "accounts.activation"
LETTER = "letter"
# Sent again within that time, the same étape 2/2 is the same click.
_SAME_CLICK = timedelta(minutes=1)

audit.declare(
    {
        "accounts.letters_proved": "Courriers reconnus",
        "accounts.letters_refused": "Courriers non reconnus",
        "accounts.code_burnt": "Code confidentiel provisoire bloqué",
        "accounts.registered": "Étape 2/2 validée",
        "accounts.email_corrected": "Adresse électronique corrigée avant activation",
        "accounts.activation_resent": "Lien d’activation envoyé de nouveau",
        "accounts.activated": "Compte activé",
        "accounts.attached": "Entreprise rattachée à un compte",
    }
)


class OpeningClosed(Exception):
    """The letters proved earlier no longer open an account: used, replaced, expired or burnt meanwhile."""


def prove_letters(*, cibtp_id: str, siret: str, code: str, ip: str) -> AccountOpening | None:
    """Check the three fields together; None whatever is wrong. Raises `Throttled` past the limit of the address.

    Each attempt is counted on the letters of that identifiant before the code is compared; the fifth failure
    burns them. A success gives the attempt back.
    """
    throttling.enforce("opening_ip", ip)
    identifier, wanted_siret, typed = (
        normalise_cibtp_id(cibtp_id),
        compact_digits(siret),
        codes.normalise_letter_code(code),
    )
    with all_tenants(reason="the letters are proved before any company is known"), transaction.atomic():
        letters = AccountOpening.objects.with_usable_code(timezone.now()).filter(adherent__cibtp_id=identifier)
        tried = _count_attempt(letters)
        matched = _matching(tried, wanted_siret, typed)
        if matched is None:
            _refuse(tried, identifier)
            return None
        AccountOpening.objects.filter(pk__in=[opening.pk for opening in tried]).update(
            failed_attempts=Greatest(F("failed_attempts") - 1, 0)
        )
        AccountOpening.objects.filter(pk=matched.pk).update(failed_attempts=0)
        _record("accounts.letters_proved", matched)
        return matched


def _count_attempt(letters: QuerySet[AccountOpening]) -> list[AccountOpening]:
    """Count one attempt on each letter that still accepts one, and return those, locked (SECURITY D16)."""
    open_letters = letters.filter(failed_attempts__lt=settings.LETTER_CODE_MAX_FAILURES)
    tried = list(open_letters.select_for_update(of=("self",)).select_related("adherent__caisse", "establishment"))
    AccountOpening.objects.filter(pk__in=[opening.pk for opening in tried]).update(
        failed_attempts=F("failed_attempts") + 1
    )
    return tried


def _matching(tried: list[AccountOpening], siret: str, code: str) -> AccountOpening | None:
    """The letter whose SIRET and code are those typed; a code is compared even when there is no letter."""
    if not tried:
        codes.matches(code, "", purpose=LETTER, bound_to="")
    for opening in tried:
        is_code = codes.matches(code, opening.code_digest, purpose=LETTER, bound_to=opening.public_id)
        if is_code and opening.establishment.siret == siret:
            return opening
    return None


def _refuse(tried: list[AccountOpening], identifier: str) -> None:
    audit.record("accounts.letters_refused", target=f"identifiant {identifier[:20]}", refused=True)
    for opening in tried:
        if opening.failed_attempts + 1 >= settings.LETTER_CODE_MAX_FAILURES:
            AccountOpening.objects.filter(pk=opening.pk).update(burnt_at=timezone.now())
            _record("accounts.code_burnt", opening)
            emails.code_burnt(opening)


def register(*, opening: AccountOpening, contact: ContactValues, ip: str) -> PendingAccount:
    """Keep what étape 2/2 collected and send the e-mail that goes with the address.

    With the letters proved again, a former registration that was never activated is replaced and its link dies; the
    same one, sent twice by a double click, is kept, and its mail is not sent again. Raises `OpeningClosed`, or
    `Throttled` when too many mails were asked for that address.
    """
    throttling.enforce("activation_email_ip", ip)
    throttling.enforce("activation_email", contact.email)
    hashed = make_password(contact.password)
    with all_tenants(reason="the account being opened has no access yet"), transaction.atomic():
        opening = _lock_usable(opening)
        if same := _registered_just_now(opening, contact):
            return same
        pending, _ = PendingAccount.objects.update_or_create(
            opening=opening,
            defaults={
                "public_id": new_public_id(),
                "email": contact.email,
                "password": hashed,
                "first_name": opening.holder_first_name,
                "last_name": opening.holder_last_name,
                "landline": contact.landline,
                "mobile": contact.mobile,
                "mobile_certified_at": _certified_at(opening, contact.mobile),
                "terms": ensure_terms(opening.adherent.caisse),
                "terms_accepted_at": timezone.now(),
                "created_at": timezone.now(),
            },
        )
        _record("accounts.registered", opening)
        _send_activation(pending)
    return pending


def _registered_just_now(opening: AccountOpening, contact: ContactValues) -> PendingAccount | None:
    """The registration that says the same, made a moment ago: `opening` is locked, the first of two is written."""
    since = timezone.now() - _SAME_CLICK
    same: PendingAccount | None = PendingAccount.objects.filter(
        opening=opening,
        activated_at__isnull=True,
        created_at__gte=since,
        email=contact.email,
        landline=contact.landline,
        mobile=contact.mobile,
    ).first()
    return same if same is not None and check_password(contact.password, same.password) else None


def correct_email(*, opening: AccountOpening, email: str, ip: str) -> PendingAccount:
    """Replace a mistyped address before activation; the link sent to the former one dies.

    Raises `OpeningClosed` or `Throttled`.
    """
    throttling.enforce("activation_email_ip", ip)
    throttling.enforce("activation_email", email)
    with all_tenants(reason="the account being opened has no access yet"), transaction.atomic():
        pending = _pending_of(_lock_usable(opening))
        pending.email, pending.public_id, pending.created_at = email, new_public_id(), timezone.now()
        pending.save(update_fields=["email", "public_id", "created_at"])
        _record("accounts.email_corrected", opening)
        _send_activation(pending)
    return pending


def resend_activation(*, opening: AccountOpening, ip: str) -> PendingAccount:
    """Send the e-mail again; links sent earlier stay valid for their own life. Raises as `correct_email`."""
    with all_tenants(reason="the account being opened has no access yet"):
        pending = _pending_of(opening)
        throttling.enforce("activation_email_ip", ip)
        throttling.enforce("activation_email", pending.email)
        with transaction.atomic():
            pending = _pending_of(_lock_usable(opening))
            _record("accounts.activation_resent", opening)
            _send_activation(pending)
    return pending


def remind_activation(*, pending: PendingAccount) -> None:
    """Send the activation e-mail again to whoever says they forgot a password they never used."""
    with transaction.atomic():
        if _is_usable(pending.opening):
            _record("accounts.activation_resent", pending.opening)
            _send_activation(pending)


def activation_token(pending: PendingAccount) -> str:
    return make_token(ACTIVATION, {"pending": pending.public_id, "email": pending.email})


def read_activation(token: str) -> PendingAccount:
    """The registration an activation link speaks of. Raises `ExpiredToken` or `BadToken`; changes nothing."""
    content = read_token(ACTIVATION, token, lifetime=settings.ACTIVATION_LINK_LIFETIME)
    with all_tenants(reason="an activation link is followed before any company is known"):
        pending = (
            PendingAccount.objects.filter(public_id=content.get("pending"), email=content.get("email"))
            .select_related("opening__adherent__caisse", "opening__establishment", "terms")
            .first()
        )
    if pending is None or (pending.activated_at is None and not _is_usable(pending.opening)):
        raise BadToken("replaced")
    return pending


def activate(*, token: str) -> User | None:
    """Make the account; None when the address already has one (sign in and attach). Idempotent.

    Raises `ExpiredToken` or `BadToken` as `read_activation`.
    """
    pending = read_activation(token)
    if pending.activated_at is not None:
        return User.objects.filter(email=pending.email).first()
    with all_tenants(reason="an account is activated before its person signs in"):
        try:
            with transaction.atomic():
                return _activate(pending)
        except IntegrityError:  # the address was activated by another link a moment ago
            return None


def _activate(read: PendingAccount) -> User | None:
    opening = AccountOpening.objects.select_for_update(of=("self",)).get(pk=read.opening_id)
    # The same link still, once locked: the address may have been corrected, or the letters attached, since it was read.
    same = PendingAccount.objects.filter(pk=read.pk, public_id=read.public_id, email=read.email)
    pending = same.select_for_update(of=("self",)).select_related("terms").first()
    if pending is None:
        raise BadToken("replaced")
    if pending.activated_at is not None:
        return User.objects.filter(email=pending.email).first()
    if not _is_usable(opening):
        raise BadToken("replaced")
    if User.objects.filter(email=pending.email).exists():
        return None
    now = timezone.now()
    user = User.objects.create(
        email=pending.email,
        password=pending.password,
        first_name=pending.first_name,
        last_name=pending.last_name,
        landline=pending.landline,
        mobile=pending.mobile,
        mobile_certified_at=pending.mobile_certified_at,
        email_certified_at=now,
    )
    if pending.terms is not None:
        TermsAcceptance.objects.create(user=user, terms=pending.terms, accepted_at=pending.terms_accepted_at)
    PendingAccount.objects.filter(pk=pending.pk).update(activated_at=now, password="")  # noqa: S106  wiped
    _become_member(user, opening)
    _record("accounts.activated", opening, actor=user)
    return user


def attach(*, user: User, opening: AccountOpening) -> Membership:
    """Give a signed-in person the company (or the site) whose letters they proved. Raises `OpeningClosed`."""
    with all_tenants(reason="the company being attached is not yet the person's"), transaction.atomic():
        opening = _lock_usable(opening)
        PendingAccount.objects.filter(opening=opening).delete()
        membership = _become_member(user, opening)
        _record("accounts.attached", opening, actor=user)
        emails.attached(user, opening)
    return membership


def _become_member(user: User, opening: AccountOpening) -> Membership:
    establishment = None if opening.opens_whole_company else opening.establishment
    AccountOpening.objects.filter(pk=opening.pk).update(used_at=timezone.now())
    existing = Membership.objects.in_force().filter(user=user, adherent=opening.adherent, establishment=establishment)
    membership: Membership | None = existing.first()
    if membership is None:
        return Membership.objects.create(
            user=user, adherent=opening.adherent, establishment=establishment, role=MembershipRole.HOLDER
        )
    existing.update(role=MembershipRole.HOLDER)
    return membership


def _send_activation(pending: PendingAccount) -> None:
    """The mail that goes with the address: to activate, or to sign in and attach when an account exists."""
    owner = User.objects.filter(email=pending.email).first()
    if owner is None:
        emails.activation(pending, activation_token(pending))
    else:
        emails.already_registered(pending, owner)


def _is_usable(opening: AccountOpening) -> bool:
    """Neither used nor replaced. Letters proved in time go on serving, even if the code expires or is burnt after."""
    return opening.used_at is None and opening.replaced_at is None


def _lock_usable(opening: AccountOpening) -> AccountOpening:
    """The row, locked and fresh. Raises `OpeningClosed`."""
    locked: AccountOpening = (
        AccountOpening.objects.select_for_update(of=("self",))
        .select_related("adherent__caisse", "establishment")
        .get(pk=opening.pk)
    )
    if not _is_usable(locked):
        raise OpeningClosed
    return locked


def _pending_of(opening: AccountOpening) -> PendingAccount:
    pending = PendingAccount.objects.filter(opening=opening, activated_at__isnull=True).first()
    if pending is None:
        raise OpeningClosed
    pending.opening = opening
    return pending


def _certified_at(opening: AccountOpening, mobile: str) -> datetime | None:
    certifications = PhoneCertification.objects.filter(opening=opening, number=mobile, used_at__isnull=False)
    return certifications.values_list("used_at", flat=True).first() if mobile else None


def _record(action: str, opening: AccountOpening, actor: User | None = None) -> None:
    adherent = opening.adherent
    audit.record(
        action,
        actor=actor,
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=f"courriers du {timezone.localtime(opening.issued_at):%d/%m/%Y}",
    )
