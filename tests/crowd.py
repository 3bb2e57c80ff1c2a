"""Many people at once, and messages to all of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select

from bot.model.reply import Reply
from bot.storage import outbox, people
from bot.storage.database import Connection
from bot.storage.pace import know_identity


def crowd(tx: Connection, names: Sequence[str], now: datetime, channel: str = "paper", language: str = "en") -> list[int]:
    """People who spoke once on this channel, at `<channel>:<name>`; their ids."""
    know_identity(tx, channel, channel)
    tx.execute(insert(people.person), [{"name": name, "language": language, "zone": "UTC", "created_at": now} for name in names])
    new = list(tx.execute(select(people.person.c.id).order_by(people.person.c.id.desc()).limit(len(names))).scalars())[::-1]
    about = {"channel": channel, "identity": channel, "created_at": now, "last_seen": now}
    rows = [{"person_id": one, "value": f"{channel}:{name}", **about} for one, name in zip(new, names, strict=True)]
    tx.execute(insert(people.address), rows)
    return new


def tell(tx: Connection, whom: Sequence[int], now: datetime, name: str = "news", *, kind: str = "alert", **more: object) -> int:
    """A campaign to these people; its id. `topic`, `expires_at` are the campaign's, `klass`, `again`, `due_at` the rows'."""
    about = {key: more.pop(key) for key in ("topic", "by", "expires_at") if key in more}
    text = str(more.pop("text", name))
    campaign = outbox.open_campaign(tx, kind, name, Reply("t.heard", {"text": text}), now, **about)  # type: ignore[arg-type]
    assert campaign is not None
    query = select(people.person.c.id).where(people.person.c.id.in_(whom))
    outbox.fan_out(tx, campaign, query, now, **{"klass": outbox.BROADCAST, **more})  # type: ignore[arg-type]
    return campaign
