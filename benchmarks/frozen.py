"""`python -m benchmarks.frozen`: what visitors wait for while somebody tries to stop the site, beside the quiet state.

A form of 60,000 blanks beside 20 visitors; 300 posters and cards asked for and abandoned; 400 connections that send no
whole request, where the system grants 300 files; and how soon a screen follows through a real nginx with
deploy/nginx.conf, quiet and beside the posters. Addresses are this machine's own (127.0.0.1 to .9).
"""

import resource
import socket
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice, permutations
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks.trainer import Trainer
from tests import site as site_module
from tests.proxies import HOST, Proxy, nginx
from tests.site import LiveSite

FILES, SLOW, POSTERS, VISITORS = 300, 400, 300, 20
TURNS = 12
ANIMALS = ("elephant", "fox", "dolphin", "beaver", "bee", "wolf", "chameleon")
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Site:
    def __init__(self, live: LiveSite) -> None:
        self.live, self.port = live, live.port
        self.trainer = Trainer(live.port)
        self.visits: dict[str, Callable[[], int]] = {
            "healthz": lambda: self.ask("GET", "/healthz"),
            "home": lambda: self.ask("GET", "/fr/"),
            "quiz step": lambda: self.ask("GET", "/fr/quiz/totem"),
            "remote": lambda: self.ask("GET", self.trainer.remote),
            "arrival": lambda: self.ask("GET", f"/fr/j/{self.trainer.code}"),
        }

    def ask(self, method: str, path: str, body: str | None = None) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, FORM if body else {})
            response = connection.getresponse()
            response.read()
            return response.status
        finally:
            connection.close()

    def waits(self, turns: int = TURNS) -> dict[str, tuple[float, float, int]]:
        """By visit: the median and the longest wait in ms, and how many were not served."""
        taken: dict[str, list[float]] = {name: [] for name in self.visits}
        lost = dict.fromkeys(self.visits, 0)
        for _ in range(turns):
            for name, visit in self.visits.items():
                begun = time.perf_counter()
                try:
                    lost[name] += visit() >= 400
                except (OSError, HTTPException):
                    lost[name] += 1
                taken[name].append(1000 * (time.perf_counter() - begun))
        return {name: (median(all_), max(all_), lost[name]) for name, all_ in taken.items()}


def posters() -> list[str]:
    own = [f"/{language}/figures/{slug}/1/poster.pdf" for slug in ("totem", "express") for language in ("fr", "en")]
    pairs = permutations(ANIMALS, 2)
    cards = [f"/{language}/animal/totem/{one}/{two}/card.png" for one, two in pairs for language in ("fr", "en")]
    return list(islice(cycle([*own, *cards]), POSTERS))


def abandoned(site: Site) -> None:
    """Each is asked for, and left."""
    for path in posters():
        with suppress(OSError), socket.create_connection(("127.0.0.1", site.port), timeout=5) as asks:
            asks.sendall(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{site.port}\r\n\r\n".encode())


def slow(site: Site) -> list[socket.socket]:
    """From eight addresses: nothing at all, half a head, half a body."""
    begun = [
        b"",
        b"GET /fr/ HTTP/1.1\r\nhost: a\r\n",
        b"POST /fr/j HTTP/1.1\r\nhost: a\r\ncontent-length: 99\r\n\r\nco",
    ]
    opened = []
    for at in range(SLOW):
        one = socket.socket()
        one.settimeout(5)
        one.bind((f"127.0.0.{2 + at % 8}", 0))
        with suppress(OSError):
            one.connect(("127.0.0.1", site.port))
            one.sendall(begun[at % 3])
        opened.append(one)
    return opened


def table(title: str, quiet: dict[str, tuple[float, float, int]], now: dict[str, tuple[float, float, int]]) -> None:
    print(f"\n{title:<44} {'quiet, ms':>10} {'now, ms':>9} {'longest':>9} {'x':>6} {'lost':>5}")
    for name, (was, _, _) in quiet.items():
        is_, longest, lost = now[name]
        print(f"{name:<44} {was:>10.1f} {is_:>9.1f} {longest:>9.1f} {is_ / was:>6.1f} {lost:>5}")


def followed(site: Site, proxy: Proxy, turns: int = TURNS) -> list[float]:
    """ms from the trainer's gesture until the screen is told, through the proxy."""
    taken: list[float] = []
    with proxy.client() as client, client.stream("GET", f"{site.trainer.screen}/stream") as stream:
        told = (line for line in stream.iter_lines() if line == "data: </main>")  # an event may come in several parts
        next(told)
        for turn in range(turns):
            seen = site.trainer.seen()
            begun = time.perf_counter()
            site.trainer.press("back" if turn % 2 else "next", **seen)
            next(told)
            taken.append(1000 * (time.perf_counter() - begun))
    return taken


def main() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(VISITORS + 1) as crowd:
        live = LiveSite(Path(folder), TOTEM_BASE_URL=f"https://{HOST}")
        site_module.COMMAND = ("/bin/sh", "-c", f'ulimit -n {FILES}; exec "$0" "$@"', *site_module.COMMAND)  # type: ignore[assignment]
        live.start("demo", "--people", "60")
        try:
            site = Site(live)
            site.waits(3)
            quiet = site.waits()
            with nginx(live, Path(folder)) as proxy:
                before = followed(site, proxy)
                abandoned(site)
                beside = followed(site, proxy)
            for state, taken in (("quiet", before), ("beside abandoned posters", beside)):
                print(f"a screen follows through nginx, {state}: {median(taken):.0f} ms, at most {max(taken):.0f} ms")
            busy = [crowd.submit(lambda: [site.visits["quiz step"]() for _ in range(60)]) for _ in range(VISITORS)]
            visited = site.waits()
            [one.result() for one in busy]
            busy = [crowd.submit(lambda: [site.visits["quiz step"]() for _ in range(60)]) for _ in range(VISITORS)]
            blanks = urlencode({"segments": f"a{' ' * 60_000}b"})
            posts = crowd.submit(lambda: [site.ask("POST", "/fr/organise", blanks) for _ in range(10)])
            frozen = site.waits()
            [one.result() for one in busy]
            print("blanks answered:", set(posts.result()))
            table(f"60,000 blanks, beside {VISITORS} visitors", visited, frozen)
            abandoned(site)
            table(f"{POSTERS} posters and cards, abandoned", quiet, site.waits())
            opened = slow(site)
            table(f"{SLOW} slow connections, {FILES} files", quiet, site.waits())
            for one in opened:
                one.close()
        finally:
            live.stop()


if __name__ == "__main__":
    main()
