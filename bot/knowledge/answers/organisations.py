"""Answers about organisations: who they are, what they do, how to reach them."""

from collections.abc import Sequence

from bot.knowledge.answers.common import Citation, Desk, Part, part
from bot.knowledge.reading import Need
from bot.model.movement import Organisation


def cite_organisation(organisation: Organisation) -> Citation:
    """The citation of an organisation."""
    return Citation(f"org:{organisation.id}", organisation.names, organisation.url)


def organisation(wanted: Need, desk: Desk) -> Sequence[Part]:
    """An organisation with its public contact; nothing that no source prints."""
    known = [desk.library.organisations[o] for o in wanted.all("org") if o in desk.library.organisations]
    return [_organisation(one, wanted, desk) for one in known[:3]]


def _organisation(one: Organisation, wanted: Need, desk: Desk) -> Part:
    dated = wanted.asks("founded", "when", "first", "origin")
    history = [m for m in desk.library.moments if dated and set(m.tags) & {"network", "un"} and _tells_of(m.what.get("en", ""), one)]
    emails = [value for name, value in one.contact.items() if name.startswith("email")]
    phones = [value for name, value in one.contact.items() if name.startswith("phone")]
    cited = [cite_organisation(one), *(Citation(m.id, m.what, (m.sources or ("",))[0]) for m in history[:2])]
    return part(
        "movement.organisation",
        cited,
        sure=one.sure,
        name=one.names,
        acronyms=[a for a in one.acronyms if a not in one.names.values()],
        role=one.role,
        location=desk.places.names_of(one.location) if one.location else {},
        url=one.url,
        address=one.contact.get("address", ""),
        emails=emails,
        phones=phones,
        asked_contact=wanted.asks("contact", "email", "phone", "address"),
        asked_email=wanted.asks("email"),
        note=one.note,
        history=[{"date": m.date, "what": m.what} for m in history[:2]],
    )


def _tells_of(text: str, one: Organisation) -> bool:
    """Whether an entry of the history is about the organisation."""
    names = (*one.acronyms, *one.names.values())
    return any(name and text.startswith(name) for name in names) or (
        one.id == "cisdp" and text.startswith("The Committee on Social Inclusion")
    )


COMPOSERS = {"organisation": organisation}
