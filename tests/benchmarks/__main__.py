"""`make bench`: server CPU of each request, as a ratio to a bare Flask answer in the same minute; then the door."""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.benchmarks import door, phone, release
from tests.benchmarks.cost import per_request, ratio
from tests.benchmarks.participants import Instance, prepared
from tests.support.server import Server
from tests.support.smtp import Sink, sink

REGISTRATIONS = 300


class Bare(Server):
    """The yardstick under the same server."""

    application = "tests.benchmarks.bare:app"
    ready = "/"


@dataclass(frozen=True)
class Case:
    name: str
    most: float
    """The ratio that it may reach."""
    act: Callable[[], object]
    times: int
    settle: Callable[[], object] = lambda: None
    """What belongs to the cost and happens after the answer."""


def cases(instance: Instance, mail: Sink) -> list[Case]:
    return [
        Case("event page", 3, lambda: instance.get("/"), 300),
        Case("programme", 3, lambda: instance.get("/programme"), 300),
        Case("programme, English", 3, lambda: instance.get("/programme", {"Accept-Language": "en"}), 300),
        Case("embedded programme", 3, lambda: instance.get("/integrer/programme"), 300),
        Case("public feed", 3, lambda: instance.get("/programme.ics"), 300),
        Case("public feed, unchanged (304)", 2, instance.unchanged_feed, 300),
        Case("schedule of conference apps", 3, lambda: instance.get("/schedule.xml"), 300),
        Case("personal feed", 6, instance.personal_feed, 300),
        Case(
            "form, registration and its mail",
            60,
            instance.register,
            30,
            lambda: mail.wait(instance.registered, 60),
        ),
        Case("check-in by the API", 8, instance.check_in, 40),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, sink() as mail:
        settings = {"MAIL_SERVER": mail.host, "MAIL_PORT": str(mail.port), "RATELIMIT_ENABLED": "0"}
        settings |= {"MAIL_DEFAULT_SENDER": "inscription@example.org"}
        path = Path(folder) / "instance"
        people = prepared(path, REGISTRATIONS)
        with Bare(Path(folder) / "bare") as bare, Server(path, settings) as server:
            _quiet(mail)
            missed = _report(bare, server, cases(Instance(server, people), mail))
        missed += release.report(Path(folder))
        return missed + door.report_snapshot(Path(folder)) + phone.report(Path(folder))


def _quiet(mail: Sink) -> None:
    """Until the mail of those registered beforehand has gone."""
    gone = -1
    while len(mail.messages) > gone:
        gone = len(mail.messages)
        time.sleep(2)
    mail.clear()


def _report(bare: Server, server: Server, all_cases: list[Case]) -> int:
    yardstick = Instance(bare, [])
    print(f"{'server CPU per request':36}{'ms':>8}{'ratio':>8}{'most':>6}")
    missed = 0
    for case in all_cases:
        case.act()
        cost, times = ratio(partial(_cost, server, case), partial(_bare_cost, bare, yardstick))
        missed += times > case.most
        print(
            f"{case.name:36}{cost:8.2f}{times:7.1f}×{case.most:5.0f}×{'  not met' if times > case.most else ''}"
        )
    return missed


def _bare_cost(bare: Server, yardstick: Instance) -> float:
    return per_request(bare.pid, lambda: yardstick.get("/"), 400)


def _cost(server: Server, case: Case) -> float:
    def once() -> None:
        for _ in range(case.times):
            case.act()
        case.settle()

    return per_request(server.pid, once, 1) / case.times


if __name__ == "__main__":
    sys.exit(min(main(), 1))
