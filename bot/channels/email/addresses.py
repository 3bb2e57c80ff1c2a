"""Mail addresses on the wire: the domain in its ASCII form, the local part as it is, nothing that could begin another header."""

import re
import unicodedata
from dataclasses import dataclass

import idna

LONGEST = 254
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")


class NoMailbox(ValueError):
    """Text that is no mail address."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address. With letters beyond ASCII before the @ it needs SMTPUTF8 all the way."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def ascii(self) -> bool:
        """Whether every mail server takes it."""
        return self.local.isascii()

    @classmethod
    def read(cls, text: str) -> "Mailbox":
        """`local@domain`, as people write it. Raises NoMailbox for what is none; quoted local parts are none to us."""
        local, at, domain = unicodedata.normalize("NFC", text.strip()).rpartition("@")
        if not at or not _ATOMS.fullmatch(local) or len(local.encode()) > 64:
            raise NoMailbox("not a mail address")
        found = cls(local, ascii_domain(domain))
        if len(str(found).encode()) > LONGEST:
            raise NoMailbox("a mail address of more than 254 characters")
        return found


def ascii_domain(name: str) -> str:
    """A domain in lower-case ASCII (IDNA 2008: `faß.de` stays itself). Raises NoMailbox."""
    if name.isascii() and re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", name) and ".." not in name:
        return name.lower()
    try:
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise NoMailbox("not a domain") from error


def plain(text: str) -> str:
    """One line without control characters, line or paragraph separators, or halves of characters: safe in a header.

    `=?` begins an encoded word there, whose contents nobody has looked at: it is taken apart."""
    clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in clean).split()).replace("=?", "= ?")
