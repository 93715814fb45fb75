"""The mobile block of étape 2/2 and of Mon compte: typing a number, a code sent, a number certified."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from accounts.forms import MobileForm
from accounts.models import AccountOpening
from accounts.person.services import phones
from accounts.person.services.phones import NumberTooShared, Owner
from core.allowance import SmsSwitchedOff
from core.french import counted
from core.phone_numbers import written_phone
from core.sms import where_to_answer
from core.throttling import Throttled

TELL_REMAINING_FROM = 3
_SWITCHED_OFF = (
    "L’envoi de SMS est interrompu pour le moment. Continuez sans certifier ce numéro : vous pourrez le faire plus "
    "tard dans « Mon compte »."
)
_TOO_SHARED = (
    "Ce numéro est déjà certifié pour plusieurs comptes : indiquez-en un autre ou laissez-le sans le certifier."
)
_NO_CODE = "Ce code n’est plus valable. Demandez-en un nouveau avec « Renvoyer un code »."


@dataclass(frozen=True, slots=True)
class MobileStep:
    """What the block shows. `number` (E.164): the one a code was sent to, or that is certified.

    `refusal`: why the code sent there did not leave.

    `certified_until`: when the certification ends, None without one; past, the same number is to be certified again.
    """

    typed: str = ""
    number: str = ""
    certified_until: datetime | None = None
    error: str = ""
    code_error: str = ""
    refusal: str = ""
    notice: str = ""
    initial: dict[str, str] = field(default_factory=dict)

    @property
    def is_certified(self) -> bool:
        return self.certified_until is not None and self.certified_until > timezone.now()

    @property
    def is_expired(self) -> bool:
        return self.certified_until is not None and not self.is_certified

    @property
    def awaits_code(self) -> bool:
        return bool(self.number) and self.certified_until is None

    @classmethod
    def sending(cls, owner: Owner, typed: str, ip: str) -> "MobileStep":
        """Send a code to what was typed, and say what came of it."""
        form = MobileForm({"mobile": typed})
        if not form.is_valid():
            return cls._typing(typed, str(form.errors["mobile"][0]))
        number = form.cleaned_data["mobile"]
        certified = _certified_step(owner)
        if certified is not None and certified.number == number and certified.is_certified:
            return certified
        try:
            phones.send_code(owner=owner, number=number, ip=ip)
        except Throttled as throttled:
            return cls._slowed(owner, number, throttled)
        except SmsSwitchedOff:
            return cls._typing(number, _SWITCHED_OFF)
        except NumberTooShared:
            return cls._typing(number, _TOO_SHARED)
        return cls.waiting(owner, number, notice="Code envoyé.")

    @classmethod
    def checking(cls, owner: Owner, code: str) -> "MobileStep":
        """Try the code typed, and say what came of it."""
        waiting = phones.waiting_certification(owner)
        number = waiting.number if waiting else ""
        try:
            answer = phones.check_code(owner=owner, code=code)
        except Throttled as throttled:
            return cls.waiting(owner, number, code_error=_wait(throttled))
        if answer.is_right:
            return read_step_of(owner)
        return cls.waiting(owner, number, code_error=_wrong(answer.remaining))

    @classmethod
    def waiting(cls, owner: Owner, number: str, *, code_error: str = "", notice: str = "") -> "MobileStep":
        """A code to type, unless the provider refused to send it."""
        refusal = _refused() if number and phones.is_refused_by_stop(owner, number) else ""
        return cls(number=number, initial={"mobile": number}, code_error=code_error, notice=notice, refusal=refusal)

    @classmethod
    def _typing(cls, typed: str, error: str) -> "MobileStep":
        return cls(typed=typed, initial={"mobile": typed}, error=error)

    @classmethod
    def _slowed(cls, owner: Owner, number: str, throttled: Throttled) -> "MobileStep":
        """Past a ceiling: if a code already waits for this number, it can still be typed."""
        waiting = phones.waiting_certification(owner)
        if waiting is not None and waiting.number == number:
            return cls.waiting(owner, number, code_error=_wait(throttled))
        return cls._typing(number, _wait(throttled))


def read_step(opening: AccountOpening, typed: str | None = None) -> MobileStep:
    """The block as it stands; when the page was posted with another number, that number, as typed."""
    step = read_step_of(Owner(opening=opening))
    if typed is None or not step.number:
        return step
    form = MobileForm({"mobile": typed})
    return step if form.is_valid() and form.cleaned_data["mobile"] == step.number else MobileStep(typed=typed)


def read_step_of(owner: Owner) -> MobileStep:
    """The block as it stands: a code waiting, a certified number, a number to certify, or nothing yet."""
    waiting = phones.waiting_certification(owner)
    if waiting is not None:
        return MobileStep.waiting(owner, waiting.number)
    known = owner.user.mobile if owner.user else ""
    return _certified_step(owner) or MobileStep(typed=known, initial={"mobile": written_phone(known)} if known else {})


def _certified_step(owner: Owner) -> MobileStep | None:
    certified = phones.certified_number(owner)
    if certified is None:
        return None
    number, until = certified
    return MobileStep(number=number, certified_until=until, initial={"mobile": number})


def _refused() -> str:
    return (
        "Vous avez répondu STOP à nos SMS, et l’opérateur a refusé ce code. "
        f"Envoyez START {where_to_answer()}, puis demandez un autre code."
    )


def _wrong(remaining: int | None) -> str:
    if remaining is None:
        return _NO_CODE
    if remaining > TELL_REMAINING_FROM:
        return "Ce code n’est pas le bon. Vérifiez les six chiffres du SMS."
    return f"Ce code n’est pas le bon. Il vous reste {counted(remaining, 'essai')}."


def _wait(throttled: Throttled) -> str:
    seconds = throttled.verdict.retry_after
    if seconds < 90:  # noqa: PLR2004
        return f"Patientez encore {counted(seconds, 'seconde')} avant de demander un autre code."
    return f"Trop de codes demandés ou essayés : réessayez dans {counted(throttled.verdict.minutes, 'minute')}."
