"""Style, script and mark of the page: read once, addressed by their content, so a browser may keep them for a year."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.responses import Response

_TYPES = {
    "chat.css": "text/css",
    "events.css": "text/css",
    "entrance.css": "text/css",
    "chat.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}


@cache
def content(name: str) -> tuple[bytes, str]:
    """A file of `static/` and the digest of what it holds."""
    data = files("bot.channels.web").joinpath("static", name).read_bytes()
    return data, sha256(data).hexdigest()[:16]


def url(name: str) -> str:
    """The address of a static file; it changes when the file does."""
    return f"/static/{name}?v={content(name)[1]}"


def serve(name: str, version: str) -> Response | None:
    """The file, kept for ever under its own version and asked again under any other; None when there is no such file."""
    if name not in _TYPES:
        return None
    data, current = content(name)
    keep = "public, max-age=31536000, immutable" if version == current else "no-cache"
    return Response(data, media_type=_TYPES[name], headers={"Cache-Control": keep})
