"""The address by which other machines of a local network reach this one, with or without a way out of it.

Addresses of this machine's interfaces, the likeliest first; nothing is sent to find them.
"""

import ipaddress
import socket
import struct
import sys
from contextlib import suppress

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (compared with, not bound)
SIOCGIFADDR = 0x8915
# Bridges that containers and virtual machines make: no phone is behind them.
VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "lxc", "podman", "cni")


def reachable_host(host: str) -> str:
    """host itself, unless every address is listened on: then the way out's, else the local network's, else this
    machine's."""
    if host not in EVERYWHERE:
        return host
    return next(iter(addresses()), "127.0.0.1")


def addresses() -> list[str]:
    """IPv4, without loopback: the way out's first, then private ones, then those that machines gave themselves."""
    own = [address for name, address in _interfaces() if not name.startswith(VIRTUAL)]
    found = dict.fromkeys([*_way_out(), *sorted(own, key=_unlikely)])
    return [address for address in found if not ipaddress.ip_address(address).is_loopback]


def _way_out() -> list[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        # Connecting a datagram socket sends nothing: it only picks the way out.
        probe.connect(("192.0.2.1", 9))
        return [probe.getsockname()[0]]
    return []


def _interfaces() -> list[tuple[str, str]]:
    """The name and address of each. Elsewhere than on Linux, what the machine's own name leads to."""
    if sys.platform != "linux":
        with suppress(OSError):
            return [("", address) for address in socket.gethostbyname_ex(socket.gethostname())[2]]
        return []
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            with suppress(OSError):  # it has no IPv4 address
                answer = fcntl.ioctl(asked.fileno(), SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
                found.append((name, socket.inet_ntoa(answer[20:24])))
    return found


def _unlikely(address: str) -> int:
    known = ipaddress.ip_address(address)
    return 2 if known.is_link_local else 0 if known.is_private else 1
