"""The command line. Thin: each command reads the settings and calls one function; imports wait until a command runs."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Plaza, the bot of human-rights cities.",
)


def fail(problem: object, code: int = 2) -> NoReturn:
    """One clear line on stderr and an exit code: 1 a check failed, 2 bad usage or input."""
    print(f"plaza: {problem}", file=sys.stderr)
    raise typer.Exit(code)


def guarded(work: Callable[[], None]) -> None:
    """Run a command's work; what an operator can mend becomes one line, not a traceback."""
    from bot.config import BadSettings
    from bot.knowledge.records.files import BadKnowledge

    try:
        work()
    except (BadSettings, BadKnowledge) as problem:
        fail(problem)


@app.command()
def serve(
    demo: Annotated[bool, typer.Option(help="Loopback only, with three people to speak as.")] = False,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes any that is free.")] = None,
) -> None:
    """Run every configured channel, the web pages, the clock and delivery."""
    from bot.app import run

    guarded(lambda: run.serve(demo=demo, host=host, port=port))


@app.command()
def ask(
    question: Annotated[list[str] | None, typer.Argument(help="The question, in any words.")] = None,
    lang: Annotated[str, typer.Option(help="Answer in en, es or fr instead of the question's language.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with citations and confidence.")] = False,
    batch: Annotated[str, typer.Option(help="A file of JSON lines with id and q, or - for standard input.")] = "",
    now: Annotated[str, typer.Option(envvar="PLAZA_NOW", help="Pretend it is this moment (ISO).")] = "",
) -> None:
    """Answer one question, with its sources, or a file of them."""
    from bot.app import ask as desk
    from bot.config import home

    if not question and not batch:
        fail('ask what? Write: plaza ask "Has Genoa signed?"')
    if lang not in ("", "en", "es", "fr"):
        fail(f"--lang {lang!r}: choose en, es or fr")

    def answer() -> None:
        if desk.in_a_file():
            known = desk.known
        else:
            from bot.app.ask_server import known
        it = desk.Desk(home(), now, known)
        desk.ask_batch(it, batch) if batch else desk.ask(it, " ".join(question or []), lang, as_json=as_json)

    try:
        guarded(answer)
    except BrokenPipeError:
        raise  # whoever reads along has seen enough (`| head`)
    except (desk.BadLine, desk.BadTemplate, OSError) as problem:
        fail(problem)


@app.command()
def chat(
    as_: Annotated[str, typer.Option("--as", help="Who speaks: terminal:<name>.")] = "terminal:me",
    lang: Annotated[str, typer.Option(help="en, es or fr, for a first visit.")] = "",
    now: Annotated[str, typer.Option(help="Pretend it is this moment (ISO).")] = "",
) -> None:
    """Talk with Plaza in the terminal; reads one message a line."""
    from bot.app import run

    guarded(lambda: run.chat(address=as_, language=lang, now=now))


event = typer.Typer(no_args_is_help=True, help="Events: list, show, create, open, close, export.")
app.add_typer(event, name="event")
EVENT = Annotated[str, typer.Argument(help="The event's short name, as `plaza event list` shows it.")]


@event.command("list")
def event_list(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """All events: short name, state, start, seats taken, waiting list, title."""
    from bot.app import events

    guarded(lambda: events.show_all(as_json=as_json))


@event.command("show")
def event_show(slug: EVENT, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """One event as it stands, and what was done to it."""
    from bot.app import events

    guarded(lambda: events.show(slug, as_json=as_json))


@event.command("create")
def event_create(
    title: Annotated[str, typer.Option(help="Title in English.")],
    starts: Annotated[str, typer.Option(help="By the clocks of the place: 2027-05-18T09:30.")],
    ends: Annotated[str, typer.Option(help="By the clocks of the place: 2027-05-18T17:00.")],
    zone: Annotated[str, typer.Option(help="Whose clock it is: Europe/Madrid.")],
    city: Annotated[str, typer.Option(help="City, or Online.")],
    capacity: Annotated[int, typer.Option(help="Number of seats.")],
    title_es: Annotated[str, typer.Option(help="Title in Spanish.")] = "",
    title_fr: Annotated[str, typer.Option(help="Title in French.")] = "",
    kind: Annotated[str, typer.Option(help="forum, conference, seminar, policy_exchange or webinar.")] = "seminar",
    place: Annotated[str, typer.Option(help="Venue and address, or the link.")] = "",
    open_now: Annotated[bool, typer.Option("--open", help="Take registrations at once.")] = False,
) -> None:
    """A new event, a draft unless --open; prints its short name."""
    from bot.app import events

    titles = {"en": title, "es": title_es, "fr": title_fr}
    guarded(lambda: events.create(titles, kind, starts, ends, zone, city, place, capacity, open_now=open_now))


@event.command("open")
def event_open(slug: EVENT) -> None:
    """Take registrations."""
    from bot.app import events

    guarded(lambda: events.open_registration(slug))


@event.command("close")
def event_close(slug: EVENT) -> None:
    """Take no more registrations."""
    from bot.app import events

    guarded(lambda: events.close_registration(slug))


@event.command("export")
def event_export(
    slug: EVENT,
    form: Annotated[str, typer.Option("--format", help="csv, xlsx, json, ics or pdf.")] = "csv",
    lang: Annotated[str, typer.Option(help="en, es or fr: heads and values in words, badges in that language.")] = "",
    out: Annotated[Path | None, typer.Option(help="A file instead of standard output.")] = None,
) -> None:
    """Who is registered (csv, xlsx, json), badges to print (pdf), or the event's calendar file (ics).

    Without --lang, csv and xlsx have the same English columns and values for every script."""
    from bot.app import event_files

    guarded(lambda: event_files.export(slug, form, lang, out))


person = typer.Typer(no_args_is_help=True, help="People: import, list, show, grant, revoke, export, erase.")
app.add_typer(person, name="person")
ADDRESS = Annotated[str, typer.Argument(help="slack:<team>:<user>, telegram:<id>, email:<address>, web:<id> or terminal:<name>.")]
ROLE = Annotated[str, typer.Argument(help="organiser, focal_point or admin.")]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]
TABLE = Annotated[str, typer.Argument(help="A CSV file in UTF-8; its first line names the columns.")]
DRY = Annotated[bool, typer.Option("--dry-run", help="Check every line and say what would happen; change nothing.")]


@person.command("import")
def person_import(file: TABLE, dry_run: DRY = False) -> None:
    """Import people from a table: all of it, or nothing and every bad line.

    Columns, in any order, only address is needed:
    name, city, country (two letters), role (member, focal_point, organiser), language (en, es, fr), zone (Europe/Madrid),
    address (as in `plaza person show`, or a mail address; empty for a city that only has a general address),
    general_address (the city's mail address), consent_basis (how the person agreed, in words: "signed form"),
    consent_date (2026-03-02), topics (what they agreed to: hrc | deadlines).

    Who has no consent_basis is invited and gets no alert. Who asked to be erased is left out."""
    from bot.app import imports

    guarded(lambda: imports.import_people(file, dry_run=dry_run))


@person.command("list")
def person_list(role: Annotated[str, typer.Option(help="Only who holds this role.")] = "", as_json: JSON = False) -> None:
    """Everybody: number, name, roles, city, addresses."""
    from bot.app import people

    guarded(lambda: people.listing(role, as_json=as_json))


@person.command("show")
def person_show(address: ADDRESS, as_json: JSON = False) -> None:
    """One person, and what they agree to."""
    from bot.app import people

    guarded(lambda: people.show(address, as_json=as_json))


@person.command("grant")
def person_grant(role: ROLE, address: ADDRESS, city: Annotated[str, typer.Option(help="The city a focal point speaks for.")] = "") -> None:
    """Give a role; an address nobody has written from yet becomes a person."""
    from bot.app import people

    guarded(lambda: people.grant(role, address, city))


@person.command("revoke")
def person_revoke(role: ROLE, address: ADDRESS) -> None:
    """Take a role away."""
    from bot.app import people

    guarded(lambda: people.revoke(role, address))


@person.command("export")
def person_export(address: ADDRESS, out: Annotated[str, typer.Option(help="A file instead of standard output.")] = "") -> None:
    """Every row about a person, as JSON."""
    from bot.app import people

    guarded(lambda: people.export(address, out))


@person.command("erase")
def person_erase(address: ADDRESS) -> None:
    """Delete everything about a person, and look whether a byte is left. It cannot be undone."""
    from bot.app import people

    guarded(lambda: people.erase(address))


city = typer.Typer(no_args_is_help=True, help="Cities: import, list.")
app.add_typer(city, name="city")


@city.command("import")
def city_import(file: TABLE, dry_run: DRY = False) -> None:
    """Import cities from a table: all of it, or nothing and every bad line.

    Columns, in any order, only name is needed: name, country (two letters), language (en, es, fr), general_address (a mail address).
    A city that is there already has its gaps filled."""
    from bot.app import imports

    guarded(lambda: imports.import_cities(file, dry_run=dry_run))


@city.command("list")
def city_list(as_json: JSON = False) -> None:
    """The secretariat's cities: name, country, language, general address."""
    from bot.app import imports

    guarded(lambda: imports.list_cities(as_json=as_json))


@app.command()
def outbox(
    state: Annotated[str, typer.Option(help="due, leased, sent, unknown, failed, expired or cancelled.")] = "", as_json: JSON = False
) -> None:
    """What is waiting, sent, unknown or failed, and why; the newest 200."""
    from bot.app import waiting

    guarded(lambda: waiting.listing(state, as_json=as_json))


@app.command()
def doctor() -> None:
    """Check settings, tokens, database, clock, knowledge and messages: one line each, exit 1 if any fails."""
    from bot.app import health

    if not health.doctor():
        raise typer.Exit(1)


@app.command()
def backup(file: Annotated[str, typer.Argument(help="A new file.")]) -> None:
    """Write a consistent copy of the database, also while Plaza runs."""
    from bot.app import keep

    guarded(lambda: keep.backup(file))


@app.command()
def restore(
    file: Annotated[str, typer.Argument(help="A file that `plaza backup` wrote.")],
    force: Annotated[bool, typer.Option(help="Even if newer data is lost.")] = False,
    resend: Annotated[bool, typer.Option(help="Do send what waited when the copy was made; it may arrive twice.")] = False,
) -> None:
    """Put a backup in the place of the database; refused while a server runs."""
    from bot.app import keep

    guarded(lambda: keep.restore(file, force=force, resend=resend))


slack = typer.Typer(no_args_is_help=True, help="Connecting Slack.")
app.add_typer(slack, name="slack")


@slack.command("manifest")
def slack_manifest(
    socket_mode: Annotated[bool, typer.Option(help="For hosts without a public address.")] = False,
) -> None:
    """Print the app manifest (YAML) to paste at api.slack.com."""
    from bot.app import manifest

    guarded(lambda: print(manifest.text(socket_mode)))


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def plan(
    first: Annotated[str, typer.Option("--from", help="First day, like 2027-02-01; today when left out.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day; 30 days on when left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Every alert, reminder and broadcast that would go out, with its local time and audience; changes nothing."""
    from bot.app import plan as planning

    guarded(lambda: planning.plan(first, last, as_json=as_json))


calendar = typer.Typer(no_args_is_help=True, help="Sessions, deadlines and other days that alerts hang on.")
app.add_typer(calendar, name="calendar")
Source = Annotated[str, typer.Option(help="Where it stands: a link.")]


@calendar.command("list")
def calendar_list(
    past: Annotated[bool, typer.Option("--all", help="Days that are over, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the days with their ids and how sure they are."""
    from bot.app import calendar as dates

    guarded(lambda: dates.every(past=past, as_json=as_json))


@calendar.command("set")
def calendar_set(
    anchor: Annotated[str, typer.Argument(help="An id, or how it ends: hrc:session:64:opens, 64:opens.")],
    day: Annotated[str, typer.Argument(help="The new day, like 2027-02-22; `none` when it is not known any more.")],
    provisional: Annotated[bool, typer.Option(help="Not confirmed yet.")] = False,
    source: Source = "",
    as_json: AsJson = False,
) -> None:
    """Set a day by hand; says what moves, old -> new, and tells whoever knows the old day."""
    from bot.app import calendar as dates

    guarded(lambda: dates.set_day(anchor, day, provisional=provisional, source=source, as_json=as_json))


@calendar.command("confirm")
def calendar_confirm(
    anchor: Annotated[str, typer.Argument(help="An id, or how it ends.")],
    source: Source = "",
    as_json: AsJson = False,
) -> None:
    """Say that a day stands as it is."""
    from bot.app import calendar as dates

    guarded(lambda: dates.confirm(anchor, source=source, as_json=as_json))


@calendar.command("import")
def calendar_import(
    file: Annotated[str, typer.Argument(help="FILE.ics, or FILE.yaml with `dates` (anchor, day, state, source) or `sessions`.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would move.")] = False,
    as_json: AsJson = False,
) -> None:
    """Set every date of a file, or none if it has a mistake."""
    from bot.app import calendar as dates

    guarded(lambda: dates.bring(file, dry_run=dry_run, as_json=as_json))


broadcast = typer.Typer(no_args_is_help=True, help="Messages of organisers to a topic's subscribers or an event's people.")
app.add_typer(broadcast, name="broadcast")
BroadcastId = Annotated[int, typer.Argument(metavar="ID", help="As `plaza broadcast new` printed it.")]


def broadcasting(deed: str, identifier: int, as_json: bool) -> None:
    """One step of one broadcast; a step that cannot be taken exits 1."""
    from bot.app import broadcasts

    try:
        guarded(lambda: getattr(broadcasts, deed)(identifier, as_json=as_json))
    except broadcasts.NotNow as problem:
        fail(problem, 1)


@broadcast.command("new")
def broadcast_new(
    to: Annotated[str, typer.Option(help="topic:<id> (subscribers) or event:<slug> (registered people).")],
    text: Annotated[str, typer.Option(help="The English text, or - for standard input.")],
    es: Annotated[str, typer.Option(help="The Spanish text.")] = "",
    fr: Annotated[str, typer.Option(help="The French text.")] = "",
    once: Annotated[bool, typer.Option(help="After a lost reply rather miss somebody than write twice.")] = False,
    as_json: AsJson = False,
) -> None:
    """Keep a draft and print its id."""
    from bot.app import broadcasts

    guarded(lambda: broadcasts.new(to, {"en": text, "es": es, "fr": fr}, once=once, as_json=as_json))


@broadcast.command("list")
def broadcast_list(as_json: AsJson = False) -> None:
    """Show the latest broadcasts."""
    from bot.app import broadcasts

    guarded(lambda: broadcasts.every(as_json=as_json))


@broadcast.command("preview")
def broadcast_preview(identifier: BroadcastId, as_json: AsJson = False) -> None:
    """Show exactly how many would get it, by channel and language, and every version."""
    broadcasting("preview", identifier, as_json)


@broadcast.command("approve")
def broadcast_approve(identifier: BroadcastId, as_json: AsJson = False) -> None:
    """Say that a draft may be sent."""
    broadcasting("approve", identifier, as_json)


@broadcast.command("send")
def broadcast_send(identifier: BroadcastId, as_json: AsJson = False) -> None:
    """Put an approved broadcast on its way, once."""
    broadcasting("send", identifier, as_json)


@broadcast.command("pause")
def broadcast_pause(identifier: BroadcastId, as_json: AsJson = False) -> None:
    """Hold what has not gone out."""
    broadcasting("pause", identifier, as_json)


@broadcast.command("resume")
def broadcast_resume(identifier: BroadcastId, as_json: AsJson = False) -> None:
    """Let a paused broadcast go on."""
    broadcasting("resume", identifier, as_json)


@broadcast.command("cancel")
def broadcast_cancel(identifier: BroadcastId, as_json: AsJson = False) -> None:
    """Drop a draft, or cancel what has not gone out."""
    broadcasting("cancel", identifier, as_json)


@broadcast.command("report")
def broadcast_report(identifier: BroadcastId, as_json: AsJson = False) -> None:
    """Show how it stands: sent, waiting, failed, unknown, interrupted, by channel."""
    broadcasting("report", identifier, as_json)


signatories = typer.Typer(no_args_is_help=True, help="The list of signatories: import, export, versions.")
app.add_typer(signatories, name="signatories")


@signatories.command("import")
def signatories_import(
    file: TABLE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every line and show what would change; change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Import without asking.")] = False,
    by: Annotated[str, typer.Option(help="Who brings the list, kept with the version.")] = "operator",
) -> None:
    """Import the Committee's list: all of it, or nothing and every bad line.

    Columns, in any order: charter_id, city, country_code (ES), country (may be empty), signed_on (2027, 2027-02, 2027-02-22 or empty),
    status (signed, adopted or participated), aliases (other names, with | between), source_url.

    The file is the whole list of every charter it names: cities that are not in it are removed. First shows what is added (+), changed (~)
    and removed (-), then asks. The file in config/knowledge is left as it is; each import is a version in the database."""
    from bot.app import signatories as listing

    guarded(lambda: listing.bring(file, dry_run=dry_run, yes=yes, by=by))


@signatories.command("export")
def signatories_export(out: Annotated[str, typer.Option(help="A file instead of standard output.")] = "") -> None:
    """The list Plaza holds now, as a table to change and import again."""
    from bot.app import signatories as listing

    guarded(lambda: listing.send_out(out))


@signatories.command("versions")
def signatories_versions() -> None:
    """Every import: when, by whom, from which file, and what it changed."""
    from bot.app import signatories as listing

    guarded(listing.show_versions)


messages = typer.Typer(no_args_is_help=True, help="What Plaza says: messages/<language>/.")
app.add_typer(messages, name="messages")
knowledge = typer.Typer(no_args_is_help=True, help="What Plaza knows: config/knowledge/.")
app.add_typer(knowledge, name="knowledge")


@messages.command("check")
def messages_check() -> None:
    """Name every missing block, variable and word; exit 1 if there is any."""
    from bot.app import checks

    if not checks.check():
        raise typer.Exit(1)


@knowledge.command("check")
def knowledge_check() -> None:
    """Check every knowledge file: ids, links, languages, marks; exit 1 if anything is wrong."""
    from bot.app import checks

    if not checks.knowledge():
        raise typer.Exit(1)


def main() -> None:
    """Entry point of `plaza` and of `python -m bot`."""
    app()


if __name__ == "__main__":
    main()
