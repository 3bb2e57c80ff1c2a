"""What people look at: the chat page with its transcript, its files and static parts, and a friendly page for everything else."""

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web import assets
from bot.channels.web.incoming import clean
from bot.channels.web.site import SHOWN, Site
from bot.channels.web.stream import TRAIL
from bot.channels.web.transcript import transcript
from bot.model.outgoing import File
from bot.model.person import LANGUAGES

SUGGESTIONS = 4
KNOWN_PROBLEMS = {400, 403, 413, 429, 503}


class Pages:
    """The page's GET routes and its error pages."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def chat(self, request: Request) -> Response:
        """The chat page, with the last 50 messages."""
        visitor = self._site.visitor(request)
        messages = self._site.settings.messages
        deliveries = await self._site.mailbox.read(visitor.address, most=SHOWN)
        page = self._site.page(
            "chat.html",
            visitor,
            entries=[self._site.draw(entry, visitor) for entry in transcript(deliveries)],
            after=deliveries[-TRAIL].id if len(deliveries) >= TRAIL else 0,
            languages=[(code, messages(code, "language_name").strip()) for code in LANGUAGES],
            roles=list(self._site.settings.demo or ()),
            suggestions=[f"suggestion_{n}" for n in range(1, SUGGESTIONS + 1)],
            hidden=self._site.hidden(visitor),
        )
        return self._site.remember(page, visitor)

    async def file(self, request: Request) -> Response:
        """A file of one of the visitor's own messages, always as a download."""
        visitor = self._site.visitor(request)
        delivery, n = int(request.path_params["delivery"]), int(request.path_params["n"])
        text = self._site.file_text(visitor, delivery, n)
        if self._site.settings.secrets.verify(text, request.query_params.get("sig", "")):
            for found in await self._site.mailbox.read(visitor.address, most=SHOWN * 4):
                if found.id == delivery and n < len(found.outgoing.files):
                    return download(found.outgoing.files[n])
        raise HTTPException(404)

    async def static(self, request: Request) -> Response:
        """Style, script, mark."""
        found = assets.serve(request.path_params["name"], request.query_params.get("v", ""))
        if found is None:
            raise HTTPException(404)
        return found

    async def wrong(self, request: Request, error: Exception) -> Response:
        """Every refusal as a sentence in the reader's language; a status we did not choose ourselves means: no such page."""
        if not isinstance(error, HTTPException):
            return self._site.problem(request, 500, "failed")
        block = error.detail if error.status_code in KNOWN_PROBLEMS else "not_found"
        return self._site.problem(request, error.status_code, block, (error.headers or {}).items())


def download(file: File) -> Response:
    """A file that no browser opens as a page of ours."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(clean(file.name))}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(file.content, media_type=file.media_type, headers=headers)
