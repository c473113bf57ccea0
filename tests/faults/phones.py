"""Twelve phones and a trainer who hold nothing but addresses: run in the phones' own network namespace.

    python -m tests.faults.phones JOIN SCREEN REMOTE

Prints the numbers that the screen shows before the reveal, then how many people the recap tells of.
"""

import re
import sys
from random import Random
from typing import Any
from urllib.parse import urlsplit

import httpx2

from tests.patience import PATIENCE_SECONDS
from tests.web.player import Player, at_random
from tests.web.seminar.rooms import sheet_in

PHONES = 12


def main(join: str, screen: str, remote: str) -> None:
    origin = "http://" + urlsplit(join).netloc
    with httpx2.Client(base_url=origin, timeout=PATIENCE_SECONDS) as client:
        for person in range(PHONES):
            play(client, join, Random(person))
        act(client, remote, "next")
        counted = re.sub(r"<svg.*?</svg>|<[^>]*>", " ", client.get(f"{screen}/state").text, flags=re.DOTALL)
        for action in ("next", "reveal", "close"):
            act(client, remote, action)
        recap = client.get(f"{screen}/recap").text
        assert client.get(f"{screen}/recap.pdf").status_code == 200
        told = re.findall(r'class="base">(\d+) ', recap)
        sys.stdout.write(" ".join([*re.findall(r"\b\d+\b", counted), "recap", *told]))


def act(client: httpx2.Client, remote: str, action: str) -> None:
    assert client.post(remote, data={"action": action}).status_code in (200, 303)


def play(client: Any, join: str, random: Random) -> str:
    """From the code to the phone's own page in the room; the address of that."""
    door = client.get(join, follow_redirects=True)
    first = client.post(str(door.url), data={"s": sheet_in(door)}, follow_redirects=False).headers["location"]
    player = Player.at(client, first)
    player.to_the_end(at_random(random))
    own = player.finish()
    assert client.get(own).status_code == 200
    return own


if __name__ == "__main__":
    main(*sys.argv[1:])
