"""`plaza ...` run in this process, as scripts see it."""

from dataclasses import dataclass

from typer.testing import CliRunner

from bot.__main__ import app


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


def plaza(*words: str) -> Done:
    """Run one command on the home in PLAZA_HOME."""
    done = CliRunner().invoke(app, list(words))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def fine(*words: str) -> str:
    """Standard output of a command that must succeed."""
    done = plaza(*words)
    assert done.code == 0, done.err
    return done.out


def refused(*words: str, code: int = 2) -> str:
    """Standard error of a command that must not succeed, and must not show a traceback."""
    done = plaza(*words)
    assert done.code == code, (done.out, done.err)
    assert "Traceback" not in done.err
    return done.err
