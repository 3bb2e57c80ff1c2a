"""What Telegram's refusals mean for delivery (Bot API server 10.0; its words are matched loosely)."""

import logging
import re
import warnings
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.warnings import PTBDeprecationWarning

from bot.channels.telegram.client_request import Unreached
from bot.model.ports import Busy, Moved, Refused, Unknown

log = logging.getLogger(__name__)

# Every 429 would warn that the wait is to become a timedelta; `seconds` takes both.
warnings.filterwarnings("ignore", message="Deprecated since version v22.2", category=PTBDeprecationWarning)

PAUSE = 5.0  # seconds to wait when Telegram cannot be reached, or asks to wait without saying how long

PERSON = re.compile(
    r"chat not found|user not found|not enough rights|no rights to send|need administrator rights|chat was deactivated|user is deactivated"
    r"|thread not found|can't initiate|initiate conversation|was blocked|was kicked|not a member"
    r"|\b(peer_id|chat|user|channel|topic|input_user)\w*_(invalid|forbidden|restricted|deactivated|blocked|closed|deleted|private)\b"
    r"|\b\w+_(forbidden|restricted)\b|\btopic_closed\b",
    re.IGNORECASE,
)
PAYLOAD = re.compile(
    r"can't parse|too long|too large|too big|is empty|must be non-empty|button|reply markup|url|photo|image|caption|file", re.IGNORECASE
)
UNPARSED = re.compile(r"can't parse entities|can't parse messageentity|find end of the entity", re.IGNORECASE)
UNEDITABLE = re.compile(
    r"to edit not found|can't be edited|no text in the message to edit|message_id_invalid|message identifier", re.IGNORECASE
)
UNCHANGED = re.compile(r"message is not modified|message_not_modified", re.IGNORECASE)
BAD_PICTURE = re.compile(r"image_process_failed|photo_\w+|wrong type of the web page|photo", re.IGNORECASE)


def classify(error: TelegramError) -> Busy | Moved | Refused | Unknown:
    """The outcome an error stands for. BadRequest is a NetworkError to the library, so it is looked at first."""
    match error:
        case RetryAfter():
            return Busy(seconds(error))
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden():
            return Refused("person", error.message)
        case InvalidToken() | Conflict():
            return Refused("sender", error.message)
        case BadRequest():
            return _bad_request(error.message)
        case Unreached():
            return Busy(PAUSE)
        case NetworkError() if "Too Many Requests" in error.message:
            return Busy(_asked_wait(error.message))
        case NetworkError() if "Request Entity Too Large" in error.message:
            return Refused("payload", error.message)
    return Unknown(error.message)


def seconds(error: RetryAfter) -> float:
    """How long to wait; the library gives an int today and a timedelta tomorrow."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def unparsed(error: TelegramError) -> bool:
    """Whether the HTML was at fault, so that the plain words may still go."""
    return isinstance(error, BadRequest) and bool(UNPARSED.search(error.message))


def uneditable(error: TelegramError) -> bool:
    """Whether the message to edit is gone, so that its words must be sent anew."""
    return isinstance(error, BadRequest) and bool(UNEDITABLE.search(error.message))


def unchanged(error: TelegramError) -> bool:
    """Whether the message reads so already, which is what we wanted."""
    return isinstance(error, BadRequest) and bool(UNCHANGED.search(error.message))


def bad_picture(error: TelegramError) -> bool:
    """Whether Telegram could not read the picture, so that it may still go as a document."""
    return isinstance(error, BadRequest) and bool(BAD_PICTURE.search(error.message))


def _bad_request(words: str) -> Refused:
    if PERSON.search(words):
        return Refused("person", words)
    if not PAYLOAD.search(words):
        log.warning("telegram: a refusal we do not know: %s", words)
    return Refused("payload", words)


def _asked_wait(words: str) -> float:
    found = re.search(r"retry after (\d+)", words, re.IGNORECASE)
    return float(found[1]) if found else PAUSE
