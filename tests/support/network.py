"""Keeps tests on this machine."""

import ipaddress
from typing import Any

WATCHED = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0}
"""Audit events of the interpreter, and where in their arguments the address is."""


def refuse_foreign_addresses(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise when the process is about to reach out; an audit hook."""
    if event not in WATCHED:
        return
    address = arguments[WATCHED[event]]
    host = address[0] if isinstance(address, tuple) else address
    if not is_local(host):
        raise ConnectionRefusedError(f"Tests stay on this machine; {host!r} is not on it.")


def is_local(host: str | bytes | None) -> bool:
    """Tell whether a host is this machine. Paths of Unix sockets and None are."""
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost" or "/" in name or name.startswith("\0"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
