"""A clock that stands where it was set."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class PaperClock:
    """The present is what the test says it is; it moves only when told to."""

    moment: datetime = START

    def now(self) -> datetime:
        """The moment it was set to, in UTC."""
        return self.moment

    def set(self, moment: datetime) -> None:
        """Jump to another moment, forwards or backwards."""
        self.moment = moment.astimezone(UTC)

    def forward(self, **span: float) -> datetime:
        """Let time pass (`minutes=5`); the new present."""
        self.moment += timedelta(**span)
        return self.moment
