"""The doctor: every fault an operator can mend is named with its remedy, sound things are not, and no token is ever shown."""

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.app import health, health_store, health_wire
from bot.app.verdicts import Verdict
from bot.config import Settings, read
from bot.model.reply import Reply
from bot.storage import inbox, outbox, pace, people
from bot.storage.database import Connection, Database
from bot.storage.outbox import Place
from tests.app.commands import fine, plaza
from tests.clocks import START
from tests.databases import Files

BOT_TOKEN = "xoxb-0000-canary"
TELEGRAM_TOKEN = "123456:canary_canary_canary_canary_canary"


@pytest.fixture
def own(home: Path) -> Path:
    """A home whose config and messages may be spoilt."""
    for name in ("config", "messages"):
        source = (home / name).resolve()
        (home / name).unlink()
        shutil.copytree(source, home / name)
    return home


@pytest.fixture
def database(home: Path, files: Files) -> Path:
    """A migrated database."""
    files.fresh(home / "var" / "plaza.db")
    return home / "var" / "plaza.db"


PARTS: Mapping[str, Callable[[Settings], Iterable[Verdict]]] = {
    "secret": lambda settings: [health.secret(settings)],
    "web": lambda settings: [health.public(settings)],
    "clock": lambda settings: [health.clock(settings, datetime.now(UTC))],
    "messages": lambda settings: [health.messages(settings.home)],
    "knowledge": lambda settings: health.knowledge(settings.home),
    "alerts": lambda settings: health.knowledge(settings.home),
    **dict.fromkeys(("database", "migrations", "file"), health_store.store),
    **dict.fromkeys(("slack", "telegram"), health_wire.wires),
}


def lines(name: str, code: int = 0) -> list[str]:
    """What the doctor says about one thing, asked only that; code 1 when it must be a failure."""
    found = [verdict for verdict in PARTS[name](read()) if verdict.name == name]
    assert any(verdict.level == "fail" for verdict in found) == bool(code), found
    return [verdict.line for verdict in found]


def test_a_sound_house_is_all_right_one_line_each(database: Path) -> None:
    fine("person", "grant", "organiser", "terminal:olga")
    out = fine("doctor").splitlines()
    assert all(line.split(" ")[0] in ("ok", "warn") for line in out)
    names = [line.split(" ")[1] for line in out]
    assert names == [
        *("settings:", "secret:", "var:", "web:", "sqlite:", "database:", "migrations:", "file:", "delivery:"),
        *("clock:", "knowledge:", "alerts:", "messages:", "disk:", "slack:", "telegram:", "email:"),
    ]
    assert [line for line in out if line.startswith("warn")] == [line for line in out if "; " in line], "only what is wrong has a remedy"


def test_a_fresh_checkout_is_no_failure_and_is_left_as_it_is(home: Path) -> None:
    assert "does not exist yet" in lines("database")[0]
    assert not (home / "var" / "plaza.db").exists()
    assert not (home / "var" / "secret.key").exists()


def test_settings_that_cannot_be_read_are_the_only_thing_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAZA_PORT", "a lot")
    done = plaza("doctor")
    assert done.code == 1
    assert [line.split(":")[0] for line in done.out.splitlines()] == ["fail settings"]
    assert "PLAZA_PORT" in done.out


def test_a_key_that_others_can_read_or_guess_fails(database: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fine("person", "list")
    (home / "var" / "secret.key").chmod(0o644)
    assert "chmod 600" in lines("secret", 1)[0]
    monkeypatch.setenv("PLAZA_SECRET_KEY", "short")
    assert "16 characters" in lines("secret", 1)[0]


def test_an_address_only_this_machine_opens_is_said(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lines("web")[0].startswith("warn")
    monkeypatch.setenv("PLAZA_PUBLIC_URL", "http://plaza.example.org")
    assert "is not https" in lines("web")[0]
    monkeypatch.setenv("PLAZA_PUBLIC_URL", "https://plaza.example.org")
    assert lines("web") == ["ok web: https://plaza.example.org"]


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ((3, 6, 23), "ok"),
        ((3, 40, 1), "warn"),
        ((3, 44, 5), "warn"),
        ((3, 44, 6), "ok"),
        ((3, 45, 0), "warn"),
        ((3, 50, 6), "warn"),
        ((3, 50, 7), "ok"),
        ((3, 51, 2), "warn"),
        ((3, 51, 3), "ok"),
        ((3, 52, 0), "ok"),
    ],
)
def test_the_sqlite_that_damages_its_log_is_named(version: tuple[int, int, int], level: str) -> None:
    assert health_store.engine(version).level == level


def test_an_old_schema_fails_until_the_server_brings_it_up(home: Path) -> None:
    Database(f"sqlite:///{home / 'var' / 'plaza.db'}").write(lambda tx: None)
    (home / "var" / "plaza.db").touch()
    assert "at nothing" in lines("migrations", 1)[0]


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://nobody@127.0.0.1:1/none", "sqlite:////proc/none/plaza.db"])
def test_a_database_out_of_reach_is_said_without_a_traceback(home: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("PLAZA_DATABASE_URL", url)
    said = lines("database", 0 if url.startswith("sqlite") else 1)
    assert len(said) == 1


def test_a_damaged_file_is_told_to_be_restored(database: Path) -> None:
    busy = Database(f"sqlite:///{database}")
    for _ in range(40):
        busy.write(lambda tx: [people.add(tx, name="x" * 190, language="en", now=START) for _ in range(20)])
    busy.empty_log()
    busy.close()
    content = bytearray(database.read_bytes())
    for page in range(len(content) // 4096 - 20, len(content) // 4096):
        content[4096 * page : 4096 * page + 60] = b"\xff" * 60
    database.write_bytes(content)
    done = plaza("doctor")
    assert done.code == 1
    assert "restore a backup" in done.out


def troubles(tx: Connection) -> None:
    """A late message, a dead input, a sender shut out, and a row from the future."""
    who = people.add(tx, name="", language="en", now=datetime.now(UTC) + timedelta(hours=2))
    people.add_address(tx, who, "slack", "slack:T1:U7", "slack:T1", START)
    outbox.post(tx, "p", who, Reply("start.welcome"), Place("slack", "slack:T1", "slack:T1:U7"), datetime.now(UTC) - timedelta(hours=1))
    pace.know_identity(tx, "slack:T2", "slack")
    pace.shut(tx, "slack:T2", "token_revoked")
    item = inbox.store(tx, "slack", "k", "{}", START)
    tx.execute(inbox.inbox.update().where(inbox.inbox.c.id == item).values(state="dead"))


def test_what_goes_wrong_while_running_is_seen(database: Path) -> None:
    busy = Database(f"sqlite:///{database}")
    busy.write(troubles)
    busy.close()
    done = plaza("doctor")
    assert done.code == 1
    assert "warn delivery: a message has been due for 60 minutes" in done.out
    assert "warn inbox: 1 inputs could not be handled" in done.out
    assert "fail sender: slack:T2 was shut out: token_revoked" in done.out
    assert "fail time: the database has seen" in done.out
    assert "warn organisers: there are none" in done.out


def test_a_pretended_clock_and_a_clock_before_the_files_are_said(database: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = (datetime.now(UTC) + timedelta(days=3)).timestamp()
    os.utime(own / "config" / "plaza.toml", (later, later))
    assert "before the files under config/ were written" in lines("clock", 1)[0]
    monkeypatch.setenv("PLAZA_NOW", "2027-01-01T09:00+00:00")
    assert "PLAZA_NOW pretends" in lines("clock")[0]


def spoilt(path: Path, old: str, new: str) -> None:
    """Change a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_spoilt_knowledge_rules_and_messages_are_named_by_file(database: Path, own: Path) -> None:
    spoilt(own / "messages" / "fr" / "privacy.j2", "{% block stay %}", "{% block stays %}")
    spoilt(own / "config" / "alerts.yaml", "topic: hrc", "topic: cats")
    assert "privacy.j2" in lines("messages", 1)[0]
    assert "cats" in lines("alerts", 1)[0]
    spoilt(own / "messages" / "en" / "alerts.j2", "{% endblock %}", "{% endblok %}")
    assert "messages/en/alerts.j2, line" in lines("alerts", 1)[0]
    spoilt(own / "config" / "knowledge" / "charters.yaml", "id:", "idd:")
    assert "charters.yaml" in lines("knowledge", 1)[0]
    assert "not checked" in lines("alerts")[0]


class Platform(BaseHTTPRequestHandler):
    """Answers every request with what the test put there."""

    said: Mapping[str, object] = {}
    status = 200
    drift = timedelta()
    seen: list[str] = []  # noqa: RUF012

    def do_POST(self) -> None:
        """Any method of either platform."""
        type(self).seen.append(self.path)
        name = self.path.rsplit("/", 1)[-1]
        body = self.said.get(name, {})
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response_only(self.status)
        self.send_header("Date", format_datetime(datetime.now(UTC) + self.drift))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""


@pytest.fixture
def platform(database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Platform]]:
    """Both platforms on one loopback server, with good tokens in the settings."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    root = f"http://127.0.0.1:{server.server_port}"
    for name, value in {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
        "SLACK_API_URL": f"{root}/api/",
        "TELEGRAM_TOKEN": TELEGRAM_TOKEN,
        "TELEGRAM_API_URL": root,
        "SECRET_KEY": "a key for tests, long",
    }.items():
        monkeypatch.setenv(f"PLAZA_{name}", value)
    Platform.said = {
        "auth.test": {"ok": True, "user": "plaza", "team": "Cities"},
        "getMe": {"ok": True, "result": {"username": "plaza_bot"}},
        "getWebhookInfo": {"ok": True, "result": {"url": ""}},
    }
    Platform.status, Platform.drift, Platform.seen = 200, timedelta(), []
    yield Platform
    server.shutdown()
    server.server_close()
    thread.join()


def test_good_tokens_are_asked_about_and_named_by_their_bot(platform: type[Platform]) -> None:
    out = fine("doctor")
    assert "ok slack: plaza in Cities" in out
    assert "ok telegram: @plaza_bot" in out
    assert "canary" not in out
    assert platform.seen == ["/api/auth.test", f"/bot{TELEGRAM_TOKEN}/getMe", f"/bot{TELEGRAM_TOKEN}/getWebhookInfo"]


def test_tokens_the_platforms_refuse_fail_with_their_reason(platform: type[Platform]) -> None:
    platform.said = {"auth.test": {"ok": False, "error": "invalid_auth"}, "getMe": {"ok": False, "description": "Unauthorized"}}
    platform.status = 401
    done = plaza("doctor")
    assert done.code == 1
    assert "fail slack: refuses the bot token: invalid_auth" in done.out
    assert "fail telegram: refuses the token: Unauthorized" in done.out
    assert "canary" not in done.out + done.err


def test_a_clock_far_from_the_platforms_fails(platform: type[Platform]) -> None:
    platform.drift = timedelta(seconds=30)
    assert "differ by 30 s" in lines("slack", 1)[0] or "differ by 29 s" in lines("slack", 1)[0]


def test_a_webhook_elsewhere_is_said(platform: type[Platform], monkeypatch: pytest.MonkeyPatch) -> None:
    platform.said = {**platform.said, "getWebhookInfo": {"ok": True, "result": {"url": "https://old.example/telegram"}}}
    assert "pushes updates to https://old.example/telegram" in lines("telegram")[0]
    monkeypatch.setenv("PLAZA_TELEGRAM_WEBHOOK_SECRET", "s3cret")
    assert "needs an https address" in lines("telegram", 1)[0]


def test_a_platform_that_does_not_answer_is_said_without_the_token(platform: type[Platform], monkeypatch: pytest.MonkeyPatch) -> None:
    platform.said = {"auth.test": b"<html>502</html>"}
    assert "did not answer in JSON" in lines("slack", 1)[0]
    monkeypatch.setenv("PLAZA_TELEGRAM_API_URL", "http://127.0.0.1:1")
    done = plaza("doctor")
    assert "fail telegram: cannot be asked: ConnectionRefusedError" in done.out
    assert "canary" not in done.out + done.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1", "PLAZA_SLACK_BOT_TOKEN does not look like one"),
        ("SLACK_SIGNING_SECRET", "short", "PLAZA_SLACK_SIGNING_SECRET does not look like one"),
        ("SLACK_APP_TOKEN", "xoxb-1", "PLAZA_SLACK_APP_TOKEN does not look like one"),
        ("SLACK_SIGNING_SECRET", "", "there is no way in"),
        ("TELEGRAM_TOKEN", "abc", "PLAZA_TELEGRAM_TOKEN does not look like one"),
    ],
)
def test_a_token_in_the_wrong_place_is_seen_before_it_is_sent(
    platform: type[Platform], monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"PLAZA_{name}", value)
    assert said in "\n".join(lines(name.split("_")[0].lower(), 1))
    asked = [path for path in platform.seen if ("bot" if name.startswith("TELEGRAM") else "auth.test") in path]
    assert asked == [] or value == "", "a token that cannot be right is not sent anywhere"
