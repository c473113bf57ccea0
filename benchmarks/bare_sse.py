"""The floor: an asyncio server that holds streams, and writes so many bytes to each whenever somebody posts."""

import asyncio
import sys
from typing import cast

import uvloop

STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
DONE = b"HTTP/1.1 303 See Other\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Viewer(asyncio.Protocol):
    """Tells the event at once and at each post, as the site's screen does."""

    viewers: set[asyncio.Transport]
    event: bytes

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, _: Exception | None) -> None:
        self.viewers.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET"):
            self.viewers.add(self.transport)
            self.transport.write(STREAM + self.event)
        elif data.startswith(b"POST"):
            self.transport.write(DONE)
            self.transport.close()
            for viewer in self.viewers:
                viewer.write(self.event)


async def serve(port: int, size: int) -> None:
    message = b"data: " + b"x" * (size - 8) + b"\n\n"
    Viewer.viewers, Viewer.event = set(), b"%x\r\n%s\r\n" % (len(message), message)
    server = await asyncio.get_running_loop().create_server(Viewer, "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), int(sys.argv[2])))
