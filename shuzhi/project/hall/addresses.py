"""Under which addresses this laptop is reached in the hall."""

import fcntl
import socket
import struct

from shuzhi.project.management.commands.serve import ANYWHERE, bracketed, seen_as

SIOCGIFADDR = 0x8915


def addresses(host: str) -> list[str]:
    """Every address of this machine that others may use; the one it would send from first."""
    if host not in ANYWHERE:
        return [bracketed(host)]
    found = [seen_as(host), *_of_interfaces()]
    outward = [one for one in dict.fromkeys(found) if not one.startswith("127.")]
    return outward or ["127.0.0.1"]


def _of_interfaces() -> list[str]:
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _number, name in socket.if_nameindex():
            wanted = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, wanted)
            except OSError:
                continue  # without an address, such as a Wi-Fi that is off
            found.append(socket.inet_ntoa(answer[20:24]))
    return found
