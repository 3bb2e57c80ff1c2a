"""What a mail server's refusals mean for delivery: by the enhanced code (RFC 3463) where there is one, else by the moment it came."""

import re
from typing import Literal

from bot.model.ports import Busy, Refused

Moment = Literal["greeting", "sender", "recipient", "data"]
PAUSE = 60.0  # seconds to wait for a server that is not there, or asks to come back later
FULL = 3600.0  # seconds to wait for one person's mailbox to have room again
GONE = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4")
NOT_OURS = ("5.1.7", "5.1.8")
_CODE = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


def classify(moment: Moment, code: int, words: str) -> Busy | Refused:
    """The outcome a reply stands for. 4.x is later, for one person or for all; 5.7.x is about us: nobody is lost for it."""
    found = _CODE.search(words)
    enhanced = ".".join(found.groups()) if found else ""
    reason = f"{code} {' '.join(words.split())}"[:280]
    if enhanced == "5.2.2" or (moment == "recipient" and code == 552 and not enhanced):
        return Busy(FULL, alone=reason)
    if code < 500:
        personal = moment == "recipient" and code != 421 and enhanced.startswith(("4.1.", "4.2."))
        return Busy(FULL if personal else PAUSE, alone=reason if personal else "")
    if enhanced.startswith("5.7.") or enhanced in NOT_OURS or moment in ("greeting", "sender") or code in (530, 535):
        return Refused("sender", reason)
    if enhanced in GONE or (moment == "recipient" and not enhanced.startswith(("5.3.", "5.5.", "5.6."))):
        return Refused("person", reason)
    return Refused("payload", reason)
