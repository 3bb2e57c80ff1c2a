"""What Slack's error codes mean for a message: try later, never, or nobody knows."""

from bot.model.ports import Busy, Refused, Unknown

SHORTLY = 5.0
LATER = 30.0
PAUSE = 600.0

GONE = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged"}
NOT_EDITABLE = {
    "message_not_found",
    "cant_update_message",
    "edit_window_closed",
    "channel_not_found",
    "not_found",
    "used_url",
    "expired_url",
}
_PERSON = {
    "channel_not_found",
    "user_not_found",
    "users_not_found",
    "user_disabled",
    "user_not_visible",
    "user_not_in_channel",
    "cannot_dm_bot",
    "is_archived",
    "not_in_channel",
    "ekm_access_denied",
}
_SENDER = {
    "account_inactive",
    "token_revoked",
    "token_expired",
    "invalid_auth",
    "not_authed",
    "missing_scope",
    "not_allowed_token_type",
    "messages_tab_disabled",
    "team_access_not_granted",
}
_PAUSED = {"org_login_required", "team_added_to_org", "message_limit_exceeded", "accesslimited"}
_RETRY = {"ratelimited", "rate_limited", "service_unavailable", "request_timeout"}
_UNKNOWN = {"internal_error", "fatal_error"}


def judge(code: str, status: int, retry_after: str = "") -> Busy | Refused | Unknown:
    """The outcome of a call that Slack answered with `code` (empty when the answer was no JSON) and an HTTP status.

    A code nobody knows is a refusal all the same: Slack says `ok: false` only when it did nothing."""
    if status == 429 or code in _RETRY:
        return Busy(_seconds(retry_after))
    if code in _PAUSED:
        return Busy(PAUSE)
    if code in _PERSON or code.startswith("restricted_action"):
        return Refused("person", code)
    if code in _SENDER:
        return Refused("sender", code)
    if code in _UNKNOWN or (not code and (status >= 500 or status < 300)):
        return Unknown(code or f"HTTP {status}")
    return Refused("payload", code) if code else Refused("sender", f"HTTP {status}")


def _seconds(retry_after: str) -> float:
    return float(min(int(retry_after), 86_400)) if retry_after.isascii() and retry_after.isdigit() else LATER
