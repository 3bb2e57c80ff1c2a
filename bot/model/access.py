"""What people need to take part fully, as organisers see to it: access, and a language the event does not speak by itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NeedState(StrEnum):
    """How a need stands: an organiser has not decided, has arranged it, or cannot."""

    OPEN = "open"
    ARRANGED = "arranged"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Need:
    """What one registered person needs: `needs` as they wrote it, and the `language` to interpret ("" for one the event speaks)."""

    id: int
    event_id: int
    person_id: int
    registration_id: int
    name: str
    city: str
    needs: str
    language: str
    state: NeedState
    reason: str
    found_at: datetime
