"""The addresses of the machinery, and who may open them."""

from core.webhooks import email_status_urls
from tests.security.route import BOTH, POST, Route

# Providers' webhooks: closed without a signature, absent while no provider is configured (test_webhooks.py).
WEBHOOKS = {
    "core:sms_status": Route(POST, status=403),
    "core:sms_reply": Route(POST, status=403),
    **{f"core:{entry.name}": Route(BOTH, status=404) for entry in email_status_urls()},
}
PUBLIC = WEBHOOKS
ADMIN_MODELS = {
    "core_outgoingmessage": (lambda company: company.message, frozenset()),
    "core_auditevent": (lambda company: company.event, frozenset()),
}
# The network's superusers only.
ADMIN_OF_THE_NETWORK = frozenset({"procrastinate_procrastinatejob"})
