"""What a request costs a server: CPU of its processes, from the kernel's own count, per request."""

import os
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
ROUNDS = 5


def cpu_seconds(master: int) -> float:
    """User and system time of a process and its children, as Linux keeps it in /proc."""
    return sum(_ticks(process) for process in [master, *_children(master)]) / TICKS


def _ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def _children(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").iterdir():
        yield from map(int, (task / "children").read_text().split())


def per_request(master: int, act: Callable[[], object], times: int) -> float:
    """Milliseconds of server CPU of one `act`."""
    before = cpu_seconds(master)
    for _ in range(times):
        act()
    return (cpu_seconds(master) - before) / times * 1000


def ratio(ours: Callable[[], float], yardstick: Callable[[], float]) -> tuple[float, float]:
    """Milliseconds and the ratio, medians of rounds in which both were measured one after the other."""
    pairs = [(ours(), yardstick()) for _ in range(ROUNDS)]
    return statistics.median(a for a, _ in pairs), statistics.median(a / b for a, b in pairs)
