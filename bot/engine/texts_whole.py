"""Before anybody is spoken to: is every file of messages there in every language, and can each be read?"""

from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from jinja2 import __version__ as jinja

from bot.engine.texts import Texts
from bot.engine.texts_files import BadTemplate, reading

SOUND = "sound"
"""The file, beside the compiled templates, that holds the key of those found sound last."""


def look_through(texts: Texts) -> None:
    """Compile every template, unless they are those that were found sound last. Raises BadTemplate for the first that is not."""
    sources = _sources(texts)
    mark, key = texts.cache / SOUND if texts.cache else None, _key(texts, sources)
    if mark and _said(mark) == key:
        return
    for name in sources:
        with reading(name):
            texts.environment.get_template(name)
    if mark:
        with suppress(OSError):  # lost, it costs time only
            mark.write_text(key, encoding="ascii")


def _sources(texts: Texts) -> Mapping[str, bytes]:
    """Every template, by its name; one that only other languages have is missing."""
    files = {language: {file.name for file in (texts.home / language).glob("*.j2")} for language in texts.languages}
    every = sorted(set().union(*files.values()))
    for language, ours in files.items():
        if missing := [name for name in every if name not in ours]:
            raise BadTemplate(f"messages/{language}/{missing[0]} is missing; restore it, or copy another language's and translate it")
    names = [f"{language}/{name}" for language in files for name in every]
    return {name: (texts.home / name).read_bytes() for name in names}


def _key(texts: Texts, sources: Mapping[str, bytes]) -> str:
    """What decides whether they can be compiled: the sources, and what they are compiled with."""
    parts = [jinja.encode(), " ".join(sorted(texts.environment.filters)).encode()]
    parts += [part for name, source in sources.items() for part in (name.encode(), source)]
    return blake2b(b"".join(blake2b(part, digest_size=16).digest() for part in parts), digest_size=16).hexdigest()


def _said(mark: Path) -> str:
    try:
        return mark.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
