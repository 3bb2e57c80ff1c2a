"""The peer: a python-telegram-bot application with one handler, fed through a webhook as its own examples do. `inbound_peer PORT API_URL`.

It answers 200 once an update is in its queue in memory; nothing is kept and nothing is sent, so it is a floor more than an equal."""

import hmac
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from tests.bench.inbound_load import HEADER, SECRET, TOKEN


async def count(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """The one handler."""
    context.bot_data["seen"] = context.bot_data.get("seen", 0) + 1


def served_by(bot: "Application[Any, Any, Any, Any, Any, Any]") -> Starlette:
    """The web server around the application."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with bot:
            await bot.start()
            yield
            await bot.stop()

    async def push(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode("latin-1"), SECRET.encode()):
            return Response(status_code=403)
        await bot.update_queue.put(Update.de_json(await request.json(), bot.bot))
        return Response()

    async def ready(_: Request) -> Response:
        return JSONResponse({"started": bot.running})

    return Starlette(routes=[Route("/telegram/webhook", push, methods=["POST"]), Route("/readyz", ready)], lifespan=lifespan)


def main(port: str, api_url: str) -> None:
    """Serve until a signal comes."""
    bot = ApplicationBuilder().token(TOKEN).base_url(f"{api_url}/bot").updater(None).build()
    bot.add_handler(MessageHandler(filters.ALL, count))
    uvicorn.run(served_by(bot), port=int(port), log_level="warning", access_log=False, server_header=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
