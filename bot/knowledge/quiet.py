"""Quiet hours: the next moment at which somebody may be disturbed. No I/O."""

from datetime import datetime, timedelta

from bot.model.events import instant
from bot.model.person import zone_of
from bot.model.reminders import Quiet


def awake(moment: datetime, zone: str, quiet: Quiet) -> datetime:
    """This moment, or the end of the quiet hours it falls into by the clocks of `zone` (UTC); an unknown zone has Zurich's clocks."""
    local = moment.astimezone(zone_of(zone))
    if not quiet.holds(local.time()):
        return moment
    day = local.date() if local.time() < quiet.until else local.date() + timedelta(days=1)
    return instant(day, quiet.until, zone_of(zone).key)
