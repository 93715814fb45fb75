"""Why a message could not be sent, in words that quote neither the message nor its recipient."""

# Answers of a provider that speak of the message itself: the same message will never pass.
PERMANENT_HTTP_STATUSES = frozenset({400, 413, 422})


class SendingFailed(Exception):
    """`permanent`: trying again is useless. Otherwise the message is tried again later.

    `is_stopped`: the provider sends nothing to that number any more, because STOP was answered from it.
    """

    def __init__(self, reason: str, *, permanent: bool = False, is_stopped: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent or is_stopped
        self.is_stopped = is_stopped


def of_http_status(status: int) -> SendingFailed:
    """A provider's refusal. 401, 402 or 403 are about our account: mended by an operator, so tried again."""
    permanent = status in PERMANENT_HTTP_STATUSES
    return SendingFailed(f"le prestataire répond {status}", permanent=permanent)


def of_network(error: Exception) -> SendingFailed:
    """A time-out, a refused connection, anything unforeseen: tried again. The first cause says most."""
    root: BaseException = error
    while cause := root.__cause__ or root.__context__:
        root = cause
    return SendingFailed(f"envoi interrompu ({type(root).__name__})")
