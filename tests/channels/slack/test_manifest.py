"""The app manifest: what Slack would refuse, and what Plaza would miss."""

from typing import Any

import pytest

from bot.channels.slack.incoming import SHORTCUTS
from bot.channels.slack.manifest import COMMAND, EVENTS, manifest


def texts(thing: Any) -> list[str]:
    """Every text in the manifest."""
    if isinstance(thing, str):
        return [thing]
    inner = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else []
    return [text for part in inner for text in texts(part)]


@pytest.mark.parametrize("socket", [True, False])
def test_the_manifest_is_within_slacks_limits(socket: bool) -> None:
    made = manifest("https://bot.example.org", socket)
    about, features = made["display_information"], made["features"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert len(features["bot_user"]["display_name"]) <= 80
    (command,), (shortcut,) = features["slash_commands"], features["shortcuts"]
    assert command["command"] == COMMAND
    assert len(command["command"]) <= 32
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150
    assert len(made["settings"]["event_subscriptions"]["bot_events"]) <= 100


def test_slack_finds_us_at_one_address() -> None:
    made = manifest("https://bot.example.org/")
    url = "https://bot.example.org/slack/events"
    assert [t for t in texts(made) if t.startswith("https:")] == [url] * 3
    assert made["settings"]["event_subscriptions"]["request_url"] == made["settings"]["interactivity"]["request_url"] == url


def test_over_a_socket_no_address_is_given_away() -> None:
    made = manifest("https://bot.example.org", socket_mode=True)
    assert not any("bot.example.org" in text for text in texts(made))
    assert made["settings"]["socket_mode_enabled"] is True


def test_people_can_write_to_plaza_and_every_event_has_its_permission() -> None:
    made = manifest("https://bot.example.org")
    assert made["features"]["app_home"]["messages_tab_enabled"] is True
    assert made["features"]["app_home"]["messages_tab_read_only_enabled"] is False
    scopes = set(made["oauth_config"]["scopes"]["bot"])
    needed = {"app_mention": "app_mentions:read", "message.im": "im:history", "user_change": "users:read"}
    assert {needed[event] for event in EVENTS if event in needed} <= scopes
    assert {"chat:write", "commands", "files:write"} <= scopes
    assert not any(scope.endswith("email") for scope in scopes)


def test_every_shortcut_in_the_menu_leads_somewhere() -> None:
    offered = {s["callback_id"] for s in manifest("https://bot.example.org")["features"]["shortcuts"]}
    assert offered == set(SHORTCUTS)
