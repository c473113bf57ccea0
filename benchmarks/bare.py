"""The floor: a bare Starlette route that reads a form and returns as many bytes as a step of the quiz."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route


def bare(size: int) -> Starlette:
    body = "x" * size

    async def answer(request: Request) -> HTMLResponse:
        await request.body()
        return HTMLResponse(body)

    return Starlette(routes=[Route("/", answer, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(bare(int(sys.argv[2])), port=int(sys.argv[1]), access_log=False, log_config=None, server_header=False)
