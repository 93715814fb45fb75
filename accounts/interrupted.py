"""A form that cannot be sent now: its person goes and does what must come first, and finds it again as it was typed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from accounts import devices
from core import typed_again

_ENDED = "Votre session a pris fin : connectez-vous de nouveau."
_KEPT = "Ce que vous avez saisi est gardé : vous le retrouverez dans le formulaire."
_OUT_OF_DATE = "Cette page n’était plus à jour : rien n’a été envoyé. La voici de nouveau, remplissez-la et envoyez-la."
_NOT_KEPT = "Rien n’a été envoyé, et ce que vous aviez saisi n’a pas pu être gardé : saisissez-le de nouveau."


def keep(request: HttpRequest) -> None:
    """For whoever is signed in, and must first give a password again, a code, or certify an address."""
    if typed_again.is_typed(request):
        _say(request, typed_again.keep(request, request.user.public_id))  # type: ignore[union-attr]


def keep_without_session(request: HttpRequest) -> None:
    """For the person whose form it is, who is nobody any more; say why they must sign in, unless it was said."""
    is_why_told = hasattr(request, "signed_out_for")  # by SessionLimitsMiddleware
    is_ended = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty()
    is_typed = typed_again.is_typed(request)
    if not is_why_told and (is_ended or is_typed):
        messages.info(request, _ENDED)
    if is_typed:
        _say(request, typed_again.keep(request, devices.form_owner(request)))


def keep_out_of_date(request: HttpRequest) -> None:
    """For whoever signed in meanwhile in another tab, if the form is theirs."""
    if not request.user.is_authenticated:
        messages.warning(request, _OUT_OF_DATE)
        return
    is_theirs = devices.form_owner(request) == request.user.public_id  # type: ignore[union-attr]
    if is_theirs and typed_again.is_typed(request) and typed_again.keep(request, request.user.public_id):  # type: ignore[union-attr]
        return  # the page says that it came back
    if request.path != reverse(settings.LOGIN_URL):
        messages.warning(request, _OUT_OF_DATE)


def _say(request: HttpRequest, is_kept: bool) -> None:
    if is_kept:
        messages.info(request, _KEPT)
    else:
        messages.warning(request, _NOT_KEPT)
