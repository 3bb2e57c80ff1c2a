"""Telegram as a crowd: so many updates pushed to a webhook, some in flight at a time, each until it is answered 200."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp

TOKEN = "4242:stub-token"
SECRET = "a-secret_of-42"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATES = 1000
IN_FLIGHT = 50
TEXT = "/help"


@dataclass(frozen=True, slots=True)
class Push:
    """What a round came to: updates per second, and p99 in ms."""

    rate: float
    tail: float


def updates(people: list[int], count: int) -> Iterator[dict[str, Any]]:
    """Messages of these people, in turn, as Telegram writes them."""
    for number in range(count):
        person = people[number % len(people)]
        about = {"id": person, "is_bot": False, "first_name": "Ana", "language_code": "en"}
        command = {"type": "bot_command", "offset": 0, "length": len(TEXT)}
        chat = {"id": person, "first_name": "Ana", "type": "private"}
        message = {"message_id": number + 1, "from": about, "chat": chat, "date": 1795424400, "text": TEXT, "entities": [command]}
        yield {"update_id": 900_000 + number, "message": message}


async def push(url: str, waiting: Iterator[dict[str, Any]]) -> tuple[float, list[float]]:
    """Wall time in seconds, and that of each request. Raises AssertionError when one is not answered 200."""
    spent: list[float] = []

    async def one_after_another(session: aiohttp.ClientSession) -> None:
        for update in waiting:
            begin = time.perf_counter()
            async with session.post(url, json=update, headers={HEADER: SECRET}) as answer:
                assert answer.status == 200, answer.status
            spent.append(time.perf_counter() - begin)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=IN_FLIGHT)) as session:
        begin = time.perf_counter()
        await asyncio.gather(*(one_after_another(session) for _ in range(IN_FLIGHT)))
        return time.perf_counter() - begin, spent
