"""What travels between the screens and the services."""

from dataclasses import dataclass
from datetime import datetime

from core.models import OutgoingMessage
from support.enums import FailureGroup, LeftOut, Outcome, Receivers

Channel = OutgoingMessage.Channel


@dataclass(frozen=True, slots=True)
class BroadcastValues:
    """What a draft says, by which channels, and to whom. `list_text`: identifiers as they were pasted, empty for no
    list; the other conditions narrow too.
    """

    topic: str
    by_email: bool = True
    by_sms: bool = False
    title: str = ""
    body: str = ""
    sms_text: str = ""
    receivers: str = Receivers.HOLDERS
    right: str = ""
    to_firms: bool = False
    departements: tuple[str, ...] = ()
    workforce_from: int | None = None
    workforce_to: int | None = None
    has_missing_month: bool = False
    list_text: str = ""


@dataclass(frozen=True, slots=True)
class LeftOutCount:
    """How many people a channel does not reach, and why."""

    channel: Channel
    reason: LeftOut
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Of an audience, at an instant. `mark` stands for exactly these companies, addresses and numbers."""

    companies: int
    people: int
    emails: int
    sms: int
    left_out: tuple[LeftOutCount, ...]
    mark: str

    @property
    def messages(self) -> int:
        return self.emails + self.sms


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of the pasted list that names no company of the caisse; `typed`: what it holds."""

    number: int
    typed: str
    why: str


@dataclass(frozen=True, slots=True)
class CompanyList:
    """What was pasted: the companies of the caisse that it names, and the lines to mend."""

    companies: tuple[int, ...]
    bad: tuple[BadLine, ...]


@dataclass(frozen=True, slots=True)
class FailureCount:
    reason: FailureGroup
    count: int


@dataclass(frozen=True, slots=True)
class ChannelReport:
    """Where the messages of one channel stand; `outcomes` add up to `total`."""

    channel: Channel
    outcomes: dict[Outcome, int]
    failures: tuple[FailureCount, ...]
    left_out: tuple[LeftOutCount, ...]

    @property
    def total(self) -> int:
        return sum(self.outcomes.values())

    @property
    def settled(self) -> int:
        """Those that nothing keeps any more."""
        return self.total - self.outcomes[Outcome.WAITING] - self.outcomes[Outcome.QUEUED]

    def of(self, outcome: str) -> int:
        """For a template: `Outcome`, by its value."""
        return self.outcomes[Outcome(outcome)]


@dataclass(frozen=True, slots=True)
class Report:
    """Of a confirmed broadcast. `waits_for`: why SMS wait, in words; `per_minute`: how fast messages left, None before
    two have. `is_frozen`: the figures kept once its recipients were forgotten.
    """

    channels: tuple[ChannelReport, ...]
    waits_for: str
    first_sent_at: datetime | None
    last_sent_at: datetime | None
    is_frozen: bool = False

    @property
    def total(self) -> int:
        return sum(channel.total for channel in self.channels)

    @property
    def settled(self) -> int:
        return sum(channel.settled for channel in self.channels)

    @property
    def percent(self) -> int:
        """Rounded down: 100 says that all is done."""
        return 100 * self.settled // self.total if self.total else 100

    @property
    def per_minute(self) -> float | None:
        if self.first_sent_at is None or self.last_sent_at is None or self.last_sent_at <= self.first_sent_at:
            return None
        return 60 * self.settled / (self.last_sent_at - self.first_sent_at).total_seconds()
