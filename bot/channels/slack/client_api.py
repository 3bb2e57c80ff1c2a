"""The calls Plaza makes to Slack, each of which ends as sent, Busy, Refused or Unknown; nothing is retried here."""

import json
import logging
from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channels.slack.refusals import SHORTLY, judge
from bot.channels.slack.settings import SlackSettings
from bot.model.outgoing import File
from bot.model.ports import Busy, Sent, Unknown

T = TypeVar("T")
Message = Mapping[str, Any]
QUIET = {"unfurl_links": False, "unfurl_media": False}
TIMEOUT = aiohttp.ClientTimeout(total=8, sock_connect=4)  # seconds; shorter than the 10 s of a lease

# The SDK writes whole bodies to its log below WARNING; Bolt passes this level on to all its own loggers.
sdk_log = logging.getLogger("slack_sdk.plaza")
sdk_log.setLevel(logging.WARNING)


class SlackApi:
    """One workspace's Web API over one shared session. Made inside a running loop; `close` ends the session."""

    def __init__(self, settings: SlackSettings) -> None:
        self.session = aiohttp.ClientSession(timeout=TIMEOUT)
        self.web = AsyncWebClient(
            token=settings.bot_token, base_url=settings.api_url, session=self.session, retry_handlers=[], logger=sdk_log
        )

    async def close(self) -> None:
        """End the session."""
        await self.session.close()

    async def team(self) -> str:
        """The workspace this token speaks in."""
        return str((await self._called(self.web.auth_test()))["team_id"])

    async def person(self, user: str) -> Mapping[str, Any]:
        """What the workspace says about a member."""
        return dict((await self._asked("users.info", user=user, include_locale="true"))["user"])

    async def post(self, channel: str, message: Message, thread: str = "", delivery: int = 0) -> tuple[str, str]:
        """Post to a channel, or to a person's conversation with Plaza; the channel's id and the message's ts.

        The delivery's number goes along as metadata, so that an unknown outcome can be looked up by hand."""
        note = {"event_type": "plaza_delivery", "event_payload": {"id": delivery}}
        told: dict[str, Any] = {**message, **QUIET, "mrkdwn": False, "metadata": note}
        posted = await self._called(self.web.chat_postMessage(channel=channel, thread_ts=thread or None, **told))
        return str(posted["channel"]), str(posted["ts"])

    async def update(self, channel: str, ts: str, message: Message) -> Sent:
        """Turn a message of ours into another one."""
        await self._called(self.web.chat_update(channel=channel, ts=ts, **{**message, "blocks": message["blocks"] or []}))
        return Sent(f"{channel}:{ts}")

    async def open_modal(self, trigger: str, view: Message) -> Sent:
        """Open a modal for whoever caused the trigger."""
        opened = await self._called(self.web.views_open(trigger_id=trigger, view=dict(view)))
        return Sent(str(opened["view"]["id"]))

    async def update_modal(self, view_id: str, view: Message) -> Sent:
        """Replace an open modal."""
        await self._called(self.web.views_update(view_id=view_id, view=dict(view)))
        return Sent(view_id)

    async def respond(self, url: str, message: Message, replace: bool = False) -> Sent:
        """Answer by an interaction's response_url, for that person's eyes only unless it replaces a message."""
        hook = AsyncWebhookClient(url, session=self.session, retry_handlers=[], logger=sdk_log)
        kind = {} if replace else {"response_type": "ephemeral"}
        answer = await _reached(hook.send_dict({**message, **QUIET, **kind, "replace_original": replace}))
        if answer.status_code != 200:
            known = next((code for code in ("used_url", "expired_url") if code in answer.body), "")
            raise judge(known, answer.status_code, str(answer.headers.get("Retry-After", "")))
        return Sent()

    async def stage(self, file: File) -> dict[str, str]:
        """Bring a file to Slack without showing it to anyone; raises Busy where it may simply be done again."""
        about = {"filename": file.name, "length": str(len(file.content)), "alt_txt": file.alt}
        try:
            place = await self._asked("files.getUploadURLExternal", **about)
            answer = await _reached(self._upload(str(place["upload_url"]), file.content))
        except Unknown as problem:
            raise Busy(SHORTLY) from problem
        if answer != 200:
            raise Busy(SHORTLY)
        return {"id": str(place["file_id"]), "title": file.name}

    async def share(self, staged: list[dict[str, str]], channel: str, thread: str = "") -> None:
        """Show staged files in a channel."""
        await self._asked("files.completeUploadExternal", files=json.dumps(staged), channel_id=channel, thread_ts=thread)

    async def _upload(self, url: str, content: bytes) -> int:
        async with self.session.post(url, data=content) as answer:
            return answer.status

    async def _asked(self, method: str, **values: str) -> AsyncSlackResponse:
        """A call with its values in the body: the SDK puts these methods' into the address, which proxies write down."""
        return await self._called(self.web.api_call(method, data={name: value for name, value in values.items() if value}))

    async def _called(self, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
        try:
            return await _reached(call)
        except SlackApiError as refusal:
            raise _judged(refusal) from None
        except (SlackRequestError, UnicodeDecodeError, AttributeError) as problem:
            # The SDK stumbles like this over a 200 that is no JSON object, which some gateways send.
            raise Unknown(type(problem).__name__) from None


def _judged(refusal: SlackApiError) -> Exception:
    """SlackApiError's message quotes the address and the answer, so only the code is kept."""
    response = refusal.response
    if not isinstance(response, AsyncSlackResponse):
        return Unknown("an answer that is no JSON")
    data = response.data if isinstance(response.data, dict) else {}
    return judge(str(data.get("error") or ""), response.status_code, str(response.headers.get("Retry-After", "")))


async def _reached(call: Awaitable[T]) -> T:
    try:
        return await call
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
        raise Busy(SHORTLY) from problem  # nothing left this machine
    except (aiohttp.ClientError, OSError) as problem:
        raise Unknown(type(problem).__name__) from problem
