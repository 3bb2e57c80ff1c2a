"""The app manifest: what an operator pastes at api.slack.com to make Plaza's app, with their own address filled in."""

from typing import Any

EVENTS = ("app_home_opened", "app_mention", "message.im", "app_uninstalled", "tokens_revoked", "user_change")
SCOPES = ("app_mentions:read", "chat:write", "commands", "files:write", "im:history", "im:write", "users:read")
COMMAND = "/plaza"


def manifest(public_url: str, socket_mode: bool = False) -> dict[str, Any]:
    """The manifest (schema 2.0.0). Over Socket Mode Slack needs no address of ours, so none is given.

    `files:write` is for calendar files and exports; the Home tab stays off because Plaza shows nothing there."""
    address = {} if socket_mode else {"request_url": f"{public_url.rstrip('/')}/slack/events"}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Plaza",
            "description": "Charters, events and alerts for human-rights cities",
            "background_color": "#1f3a5f",
        },
        "features": _features(address.get("request_url", "")),
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def _features(address: str) -> dict[str, Any]:
    command = {
        "command": COMMAND,
        "description": "Ask, register, alerts, help",
        "usage_hint": "[question or word]",
        "should_escape": True,
    }
    shortcut = {
        "name": "Register for an event",
        "type": "global",
        "callback_id": "register_event",
        "description": "Pick an event and register",
    }
    return {
        "bot_user": {"display_name": "plaza", "always_online": True},
        "app_home": {"home_tab_enabled": False, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "slash_commands": [{**command, "url": address} if address else command],
        "shortcuts": [shortcut],
    }
