"""`plaza slack manifest`: the app manifest for these settings."""

import yaml

from bot.channels.slack.manifest import manifest
from bot.config import read


def text(socket_mode: bool) -> str:
    """The manifest as YAML, ready to paste."""
    return yaml.safe_dump(manifest(read().url, socket_mode), sort_keys=False, allow_unicode=True)
