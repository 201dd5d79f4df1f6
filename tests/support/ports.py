"""Ports that nobody else is given while the tests run."""

import socket

_kept: list[socket.socket] = []
"""Until the process ends: a server may come back to its port."""


def reserved_port() -> int:
    """A port of the loopback address on which a server may listen, now and again.

    A port that was merely free a moment ago is another server's by the time ours has started, where several test
    processes start them at once: then a test talks to that one. Bound here and not listening, it refuses visitors as a
    server that is away does, the kernel gives it to nobody else, and whoever sets SO_REUSEADDR may bind it.
    """
    reservation = socket.socket()
    reservation.bind(("127.0.0.1", 0))
    reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    _kept.append(reservation)
    port: int = reservation.getsockname()[1]
    return port
