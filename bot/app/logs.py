"""Logs for operators: one line each, without the bodies and tokens that libraries like to print."""

import logging
import re
import sys

import structlog

QUIET = (
    "httpx",
    "httpcore",
    "slack_bolt",
    "slack_bolt.RequestVerification",
    "slack_sdk",
    "telegram",
    "apscheduler",
    "aiohttp.access",
    "alembic",
)
SECRETS = re.compile(r"(xox[abposr]-[\w-]+|xapp-[\w-]+|\b\d{6,12}:[A-Za-z0-9_-]{20,}|(?<=/u/)[\w.~-]+|(?<=/calendar/)[\w~-]+)")


class Redacting(logging.Formatter):
    """Formats as usual, then blots out whatever looks like a token."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets, tracebacks included."""
        return SECRETS.sub("[hidden]", super().format(record))


def set_up(level: str) -> None:
    """Everything goes through one handler on stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.add_logger_name,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
