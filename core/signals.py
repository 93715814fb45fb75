"""What the machinery lets the apps above it know."""

from django.dispatch import Signal

# A provider says that a message did not reach its reader. Sent inside the transaction that notes it, once a message.
# Arguments: message (OutgoingMessage, with `failure` and `failure_is_permanent`).
delivery_failed = Signal()

# Whoever has a number said that they want no SMS any more, or want them again: by an answer, or as the provider tells.
# Sent inside the transaction that notes it. Arguments: number (E.164), wants_sms, is_told_by_provider (bool).
sms_answered = Signal()
