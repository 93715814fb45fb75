"""What a caisse writes to many: no page, but twenty thousand messages."""

from bench_broadcast import broadcast_to_many, told
from bench_budgets import Figure

from bench_pages import Page

MESSAGES = 20_000
# A caisse of 20,000 companies is written to within minutes.
MIN_PREPARED_PER_SECOND = 150
MIN_DELIVERED_PER_SECOND = 40
# It is sent by batches: memory must not follow the number of messages.
MAX_GROWTH_MB = 50
# A worker that dies hands over again, at most, what each of its two tasks had just handed over.
MAX_TWICE = 2


def pages() -> list[Page]:
    return []


def figures() -> list[Figure]:
    sent = broadcast_to_many(MESSAGES)
    print(f"  broadcast: {told(sent)}")
    return [
        _rate("prepared", sent["prepared_per_second"], MIN_PREPARED_PER_SECOND),
        _rate("delivered", sent["delivered_per_second"], MIN_DELIVERED_PER_SECOND),
        Figure("broadcast, memory of a run", sent["growth_mb"], "MB", MAX_GROWTH_MB),
        Figure("broadcast, handed over again", sent["twice"], "messages", MAX_TWICE),
    ]


def _rate(what: str, per_second: float, least: float) -> Figure:
    return Figure(f"broadcast, {what}", per_second, "a second of one core", least, is_least=True)
