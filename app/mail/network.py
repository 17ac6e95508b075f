"""Where a mail server named by a mission may be: never this machine itself, never the cloud's own addresses.

Private addresses are allowed, since a ministry's relay often stands on one.
"""

import ipaddress
import socket

SMTP_PORTS = frozenset({25, 465, 587, 2525})
IMAP_PORTS = frozenset({993})


class ForbiddenHostError(OSError):
    """The name leads to an address that no mail server of a mission can have."""


def numeric(host: str, port: int) -> str:
    """The first address of `host`, checked; connect to it and not to the name, which may change its mind.

    Raises ForbiddenHostError, OSError when the name is unknown.
    """
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(allowed(address) for address in found):
        raise ForbiddenHostError("The name of the mail server leads to an address that is not allowed.")
    return found[0]


def allowed(address: str) -> bool:
    """Whether a numeric address may be a mission's mail server."""
    known = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(known, "ipv4_mapped", None) or getattr(known, "sixtofour", None) or known
    return not (
        inner.is_loopback
        or inner.is_link_local
        or inner.is_multicast
        or inner.is_unspecified
        or inner.is_reserved
    )
