"""What the machinery lets the apps above it know."""

from django.dispatch import Signal

# A provider says that a message did not reach its reader. Sent inside the transaction that notes it, once a message.
# Arguments: message (OutgoingMessage, with `failure` and `failure_is_permanent`).
delivery_failed = Signal()
