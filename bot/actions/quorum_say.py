"""The votes of a statutory meeting as messages tell them."""

from bot.actions.quorum import figures
from bot.model.quorum import Roll, Voter, count

SHOWN = 30


def votes(roll: Roll) -> dict[str, object]:
    """The live line, who votes for which city, whose vote was given to whom, and which cities are missing (the first of them)."""
    tally, names = count(roll), {one.id: one.name for one in roll.voters}
    missing = [one.name for one in roll.voters if one.id not in tally.present and one.id not in tally.proxied]
    return {
        **figures(tally),
        "present": [{"city": names[voter], "holder": seat.name} for voter, seat in tally.present.items()],
        "proxied": [{"city": names[giver], "taker": names[taker]} for giver, taker in tally.proxied.items()],
        "absent": missing[:SHOWN],
        "more": max(0, len(missing) - SHOWN),
    }


def city(roll: Roll, voter: Voter) -> dict[str, object]:
    """One city's vote: its holder, whom it gave the vote to and whether that counts, whose votes it carries."""
    tally, names = count(roll), {one.id: one.name for one in roll.voters}
    holder, given = roll.holder(voter.id), roll.given_by(voter.id)
    return {
        "city": voter.name,
        "holder": holder.name if holder else "",
        "taker": names[given.taker] if given else "",
        "counts": voter.id in tally.present or voter.id in tally.proxied,
        "carries": [names[giver] for giver, taker in tally.proxied.items() if taker == voter.id],
    }
