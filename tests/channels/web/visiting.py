"""A browser without script or screen: keeps cookies, fills plain forms, and speaks the page's JSON."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.channels.web.reading import Page
from tests.channels.web.server import Stage, stage

ID = "0123456789abcdef"
OWN = {"Sec-Fetch-Site": "same-origin"}
SCRIPT = OWN | {"Accept": "application/json"}


@asynccontextmanager
async def visit(it: Stage | None = None, **more: Any) -> AsyncIterator[tuple[Stage, httpx.AsyncClient]]:
    """An open stage and a client that looks at it; `more` goes to `stage`."""
    it = it or stage(**more)
    await it.channel.open(it.inlet, it.mailbox)
    mounted = it.channel.web()
    assert mounted
    transport = httpx.ASGITransport(mounted[1], raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield it, client


async def look(client: httpx.AsyncClient, path: str = "/", **headers: str) -> Page:
    """A page, parsed. Raises AssertionError when it is not a good one."""
    answer = await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


async def say(client: httpx.AsyncClient, text: str, nonce: str = ID) -> dict[str, Any]:
    """Say something as the script does; the JSON that comes back."""
    answer = await client.post("/say", json={"id": nonce, "text": text}, headers=SCRIPT)
    assert answer.status_code in (200, 202), answer.text
    return dict(answer.json())


def fields(page: Page, action: str) -> dict[str, str]:
    """The hidden fields of a plain form, without its buttons."""
    inside, found = False, dict[str, str]()
    for element in page.elements:
        if element.tag == "form":
            inside = element["action"].partition("?")[0] == action
        if inside and element.attributes.get("type") == "hidden":
            found[element["name"]] = element["value"]
    return found
