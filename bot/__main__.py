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
    try:
        if batch:
            guarded(lambda: desk.ask_batch(home(), batch, now))
        else:
            guarded(lambda: desk.ask(home(), " ".join(question or []), lang, as_json=as_json, now=now))
    except (desk.BadLine, OSError) as problem:
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
    form: Annotated[str, typer.Option("--format", help="csv, json or ics.")] = "csv",
    out: Annotated[Path | None, typer.Option(help="A file instead of standard output.")] = None,
) -> None:
    """Who is registered (csv, json), or the event's calendar file (ics)."""
    from bot.app import events

    guarded(lambda: events.export(slug, form, out))


slack = typer.Typer(no_args_is_help=True, help="Connecting Slack.")
app.add_typer(slack, name="slack")


@slack.command("manifest")
def slack_manifest(
    socket_mode: Annotated[bool, typer.Option(help="For hosts without a public address.")] = False,
) -> None:
    """Print the app manifest (YAML) to paste at api.slack.com."""
    from bot.app import manifest

    guarded(lambda: print(manifest.text(socket_mode)))


def main() -> None:
    """Entry point of `plaza` and of `python -m bot`."""
    app()


if __name__ == "__main__":
    main()
