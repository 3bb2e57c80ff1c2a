"""The wire under python-telegram-bot: one shared aiohttp session instead of httpx, and no word of what passes in any log."""

import json
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT = 3.0  # seconds until we know that nobody answers the door
ANSWER = 6.0  # seconds for an ordinary answer; both together stay under the 10 s of a lease
UPLOAD = 60.0  # seconds for a call that carries a file
IDLE = 30.0  # seconds a connection waits for its next use; shorter than servers keep theirs, so that none is found dead


class Unreached(NetworkError):
    """No connection was made: the request certainly never left."""


class AiohttpRequest(BaseRequest):
    """Carries calls. Raises Unreached, TimedOut (sent, no answer in time) or NetworkError (sent, answer lost)."""

    def __init__(self, connections: int = 100, patience: float = ANSWER) -> None:
        self._connections = connections
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._patience

    async def initialize(self) -> None:
        """Open the session; it belongs to the running event loop."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": self.USER_AGENT})

    async def shutdown(self) -> None:
        """Close the session; a later call raises Unreached."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None or self._session.closed:
            raise Unreached("the session is not open")
        uploads = request_data is not None and request_data.contains_files
        patience = self._patience if read_timeout is BaseRequest.DEFAULT_NONE else float(read_timeout or self._patience)
        timeout = aiohttp.ClientTimeout(total=CONNECT + (UPLOAD if uploads else patience), connect=CONNECT)
        body = _body(request_data) if request_data else {}
        # The causes are cut off (`from None`): their texts and frames may hold the address, and the token stands in it.
        try:
            async with self._session.request(method, url, timeout=timeout, allow_redirects=False, **body) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreached(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object; unlike the library's own, a broken one is not written to the log."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            raise TelegramError("Invalid server response") from None
        if not isinstance(answer, dict) or ("result" not in answer and answer.get("ok") is not False):
            raise TelegramError("Invalid server response")
        return answer


def _body(data: RequestData) -> dict[str, Any]:
    if not data.contains_files:
        return {"json": data.parameters}
    form = aiohttp.FormData(quote_fields=False)  # names of files stay readable; Telegram does not unquote them
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return {"data": form}
