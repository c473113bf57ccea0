"""Requests to an app in this process, with one crossing to the thread of its loop where Starlette's client takes nine.

Promises whole answers as `TestClient` gives them. A stream goes the long way, and so do threads that ask at once: what
they would wait for in each other, they wait for in threads of their own.
"""

import asyncio
import threading
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from typing import Any
from urllib.parse import unquote

import anyio
import anyio.to_thread
import httpx2 as httpx
from starlette import testclient
from starlette.testclient import TestClient

PORTS = {"http": 80, "https": 443}
Message = Any
alone: ContextVar[bool] = ContextVar("alone", default=False)
"""Whether a request is the test's own, so that nobody else waits while it is answered."""
apart, streamed, sent_by = anyio.to_thread.run_sync, testclient._TestClientTransport.handle_request, TestClient.send


def cross_once() -> None:
    # By name, since what takes their places says less of its types.
    setattr(TestClient, "send", _send)  # noqa: B010
    setattr(testclient._TestClientTransport, "handle_request", _handled)  # noqa: B010
    setattr(anyio.to_thread, "run_sync", _run_sync)  # noqa: B010


def _send(client: TestClient, request: httpx.Request, *, stream: bool = False, **more: Any) -> httpx.Response:
    request.extensions["is_whole"] = not stream
    return sent_by(client, request, stream=stream, **more)


def _handled(transport: Any, request: httpx.Request) -> httpx.Response:
    if not request.extensions.get("is_whole"):
        return streamed(transport, request)
    is_alone = threading.current_thread() is threading.main_thread()
    with transport.portal_factory() as portal:
        sent, error = portal.call(_answered, transport.app, _scope(transport, request), request.read(), is_alone)
    if error and transport.raise_server_exceptions:
        raise error
    if not sent:
        assert not transport.raise_server_exceptions, "There was no answer."
        return httpx.Response(500, request=request)
    headers = [(name.decode(), value.decode()) for name, value in sent[0].get("headers", [])]
    body = b"" if request.method == "HEAD" else b"".join(part.get("body", b"") for part in sent[1:])
    return httpx.Response(sent[0]["status"], headers=headers, stream=httpx.ByteStream(body), request=request)


def _scope(transport: Any, request: httpx.Request) -> dict[str, Any]:
    url = request.url
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "path": unquote(url.path),
        "raw_path": url.raw_path.split(b"?", 1)[0],
        "root_path": transport.root_path,
        "scheme": url.scheme,
        "query_string": url.query,
        "headers": [(name.lower().encode(), value.encode()) for name, value in request.headers.multi_items()],
        "client": transport.client,
        "server": [url.raw_host.decode(), url.port or PORTS[url.scheme]],
        "extensions": {"http.response.debug": {}, "http.response.trailers": {}},
        "state": transport.app_state.copy(),
    }


async def _answered(app: Any, scope: Any, body: bytes, is_alone: bool) -> tuple[list[Message], Exception | None]:
    """What the app sends, and what it raised."""
    alone.set(is_alone)
    rest: list[Message] = [{"type": "http.request", "body": body}]
    sent: list[Message] = []
    complete = anyio.Event()

    async def receive() -> Message:
        if rest:
            return rest.pop()
        await complete.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        assert not complete.is_set(), "It goes on after its end."
        assert (message["type"] == "http.response.start") is not bool(sent), message
        sent.append(message)
        if sent[1:] and not message.get("more_body"):
            complete.set()

    try:
        await app(scope, receive, send)
    except Exception as error:
        return sent, error
    return sent, None


async def _run_sync(function: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    """In this thread, though as in another one: without a loop."""
    if not alone.get():
        return await apart(function, *arguments, **more)
    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return copy_context().run(function, *arguments)
    finally:
        asyncio._set_running_loop(loop)
