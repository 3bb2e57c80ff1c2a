"""Without a relay: every mail as a file to look at, readable by its owner only."""

import os
from pathlib import Path

from bot.channels.email.envelope import Envelope


def keep(folder: Path, delivery: int, it: Envelope) -> Path:
    """Write one mail as `<delivery>.eml`, whole or not at all; a second attempt takes the first one's place. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{delivery:08d}.eml"
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(f"Return-Path: <{it.sender}>\r\n".encode() + it.content)
    fresh.replace(path)
    return path
