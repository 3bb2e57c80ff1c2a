"""`plaza doctor`: is everything there, and does it work? One line for each question, and what to do where the answer is no."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import checks
from bot.app.health_mail import mail
from bot.app.health_store import store
from bot.app.health_wire import wires
from bot.app.verdicts import Verdict, fail, ok, warn
from bot.config import BadSettings, Settings, read
from bot.engine.texts import Texts
from bot.engine.texts_files import BadTemplate
from bot.knowledge import rules
from bot.knowledge.library import Library
from bot.knowledge.records.files import BadKnowledge

LITTLE, NOTHING = 1 << 30, 100 << 20


def doctor() -> bool:
    """Print every verdict; True when none is a failure."""
    well = True
    for verdict in verdicts():
        print(verdict.line, flush=True)
        well = well and verdict.level != "fail"
    return well


def verdicts() -> Iterator[Verdict]:
    """Every check, the cheap ones first; without settings there is nothing else to check."""
    try:
        settings = read()
    except BadSettings as problem:
        yield fail("settings", *remedy(problem))
        return
    yield ok("settings", f"{settings.home}, pages at {settings.url}")
    yield from offline(settings)
    yield from wires(settings)
    yield from mail(settings)


def offline(settings: Settings) -> Iterator[Verdict]:
    """What can be known without the network."""
    yield secret(settings)
    yield private(settings)
    yield public(settings)
    yield from store(settings)
    yield clock(settings, datetime.now(UTC))
    yield from knowledge(settings.home)
    yield messages(settings.home)
    yield room(settings)


def remedy(problem: Exception) -> tuple[str, str]:
    """An error's line as what is wrong and what to do."""
    text, _, what = str(problem).partition("; ")
    return text, what or "mend that line"


def secret(settings: Settings) -> Verdict:
    """The key that signs buttons and links."""
    path = settings.home / "var" / "secret.key"
    if settings.secret_key:
        short = len(settings.secret_key) < 16
        return fail("secret", "PLAZA_SECRET_KEY is short", "use 16 characters or more") if short else ok("secret", "from the settings")
    if not path.exists():
        return ok("secret", f"{path} will be made at the first start")
    if path.stat().st_mode & 0o077:
        return fail("secret", f"{path} can be read by others", f"chmod 600 {path}")
    return ok("secret", str(path))


def private(settings: Settings) -> Verdict:
    """What people told Plaza, and the key, are nobody else's on this machine."""
    file = settings.database.removeprefix("sqlite:///") if settings.database.startswith("sqlite") else ""
    for path, mode in ((settings.home / "var", "700"), *([(Path(file), "600")] if file else [])):
        if path.exists() and path.stat().st_mode & 0o077:
            return warn("var", f"{path} is open to other users of this machine", f"chmod {mode} {path}")
    return ok("var", str(settings.home / "var"))


def public(settings: Settings) -> Verdict:
    """Links in messages must lead somewhere, and safely."""
    if not settings.public_url:
        return warn("web", f"links lead to {settings.url}, which only this machine can open", "set PLAZA_PUBLIC_URL when others use it")
    if not settings.public_url.startswith("https://"):
        return warn("web", f"{settings.public_url} is not https", "put a TLS proxy in front, then set PLAZA_PUBLIC_URL to https://...")
    return ok("web", settings.public_url)


def clock(settings: Settings, now: datetime) -> Verdict:
    """A wrong clock sends alerts on wrong days."""
    if settings.now:
        return warn("clock", f"PLAZA_NOW pretends that Plaza started at {settings.now.isoformat()}", "unset it outside demos and tests")
    newest = max((path.stat().st_mtime for path in (settings.home / "config").rglob("*") if path.is_file()), default=0.0)
    if now < datetime.fromtimestamp(newest, UTC) - timedelta(days=1):
        return fail("clock", f"it is {now:%Y-%m-%d %H:%M} UTC, before the files under config/ were written", "set the clock, switch on NTP")
    return ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def knowledge(home: Path) -> Iterator[Verdict]:
    """The knowledge files, and the alert rules that hang on them."""
    try:
        library = Library.load(home / "config" / "knowledge")
    except (BadKnowledge, OSError) as problem:
        yield fail("knowledge", *remedy(problem))
        yield warn("alerts", "not checked", "mend the knowledge files first")
        return
    yield ok("knowledge", f"{len(library.charters)} charters, {len(library.signatures)} signatures, as of {library.compiled}")
    try:
        found = rules.load(home / "config" / "alerts.yaml", library, lambda block: Texts(home / "messages").has(f"alerts.{block}", "en"))
    except (BadKnowledge, BadTemplate, OSError) as problem:
        yield fail("alerts", *remedy(problem))
        return
    yield ok("alerts", f"{len(found.rules)} rules on {len(found.topics)} topics")


def messages(home: Path) -> Verdict:
    """Every language says everything, and no typed word means two things."""
    try:
        problems = list(checks.messages(home))
    except OSError as problem:
        return fail("messages", str(problem), "PLAZA_HOME must hold messages/")
    if problems:
        return fail("messages", f"{problems[0]} (one of {len(problems)})", "plaza messages check lists them")
    return ok("messages", f"complete in {', '.join(Texts(home / 'messages').languages)}")


def room(settings: Settings) -> Verdict:
    """A full disk loses messages."""
    free = shutil.disk_usage(settings.home).free
    text = f"{free / (1 << 30):.1f} GiB free at {settings.home}"
    judge: Callable[..., Verdict] = fail if free < NOTHING else warn
    return judge("disk", text, "make room") if free < LITTLE else ok("disk", text)
