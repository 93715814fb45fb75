"""What providers, or the portal that gave up (`core.sms`), tell of a message that did not arrive: a few groups."""

from support.enums import FailureGroup

# Twilio's codes, and how Anymail names an event and its reason (« bounced: invalid »).
_BY_WORD = {
    **dict.fromkeys(("21610", "unsubscribed", "répondu STOP"), FailureGroup.UNSUBSCRIBED),
    **dict.fromkeys(("30005", "30006", "21211", "21614", "invalid"), FailureGroup.UNKNOWN),
    **dict.fromkeys(("30003", "30008", "timed_out"), FailureGroup.UNREACHABLE),
    **dict.fromkeys(("30004", "30007", "spam", "blocked", "complained", "rejected"), FailureGroup.REFUSED),
    # Last: a reason says more than the event.
    **dict.fromkeys(("bounced", "refuse l’adresse"), FailureGroup.UNKNOWN),
}


def group_of(failure: str) -> FailureGroup:
    return next((group for word, group in _BY_WORD.items() if word in failure), FailureGroup.OTHER)
