"""Two hundred people who register, change and cancel all at once, each as a browser does it, over few connections."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from statistics import quantiles

import requests
from requests.cookies import RequestsCookieJar

from tests.concurrency.mailbox import Mailbox
from tests.registration.answers import ANSWERS, FIRST, LAST, SECOND

WORKSHOPS = {
    FIRST: ("atelier-1", "atelier-2"),
    SECOND: ("atelier-3", "atelier-4"),
    LAST: ("atelier-6", "atelier-7"),
}
HIDDEN = re.compile(r'name="(csrf_token|form)" type="hidden" value="([^"]+)"')
WAITS = re.compile(r'name="session" value="([^"]+)"')
TIMEOUT = 30  # seconds


class Unanswered(Exception):
    """The server is away."""


@dataclass
class Somebody:
    """`links` lead to their pages, one for each registration, and are known from their mail."""

    email: str
    impatient: bool
    """Does not wait for the mail that tells the link: while the server is busy mail comes later than people act."""
    cookies: RequestsCookieJar = field(default_factory=RequestsCookieJar)
    form: dict[str, object] | None = None
    """A form sent without an answer: sent again as it is."""
    forms: int = 0
    living: bool = False
    registered: list[str] = field(default_factory=list)
    """The post written in each form that was answered with 303: which registration that is."""
    links: list[str] = field(default_factory=list)
    organisation: str | None = None
    """The last one that was accepted, since the last registration."""
    correcting: bool = False
    """Another one was sent, and no answer came; so `cancelling`."""
    cancelling: bool = False

    @property
    def link(self) -> str:
        return self.links[-1]


class Line:
    """One connection. It notes every answer: what was asked, its status, the seconds."""

    def __init__(self, address: str, notes: list[tuple[str, int, float]]) -> None:
        self.address, self.notes, self.session = address, notes, requests.Session()

    def get(self, one: Somebody, path: str) -> str:
        return self._ask(
            "GET " + _kind(path), one, lambda: self.session.get(self.address + path, timeout=TIMEOUT)
        ).text

    def post(self, one: Somebody, path: str, data: Mapping[str, object]) -> int:
        def send() -> requests.Response:
            return self.session.post(self.address + path, data=data, allow_redirects=False, timeout=TIMEOUT)

        return self._ask("POST " + _kind(path), one, send).status_code

    def _ask(self, what: str, one: Somebody, send: Callable[[], requests.Response]) -> requests.Response:
        self.session.cookies = one.cookies
        start = time.perf_counter()
        try:
            response = send()
        except (
            requests.ConnectionError,
            requests.Timeout,
            requests.exceptions.ChunkedEncodingError,
        ) as error:
            raise Unanswered(f"{what}: {error}") from error
        self.notes.append((what, response.status_code, time.perf_counter() - start))
        return response


def _kind(path: str) -> str:
    return re.sub(r"^/mon-inscription/[^/]+", "/mon-inscription/…", path)


class Rush:
    """`people` live over `lines` connections until `stop` is set. `away` is set while nobody may expect an answer."""

    def __init__(self, address: str, mailbox: Mailbox, people: int, lines: int) -> None:
        self.address, self.mailbox = address, mailbox
        self.people = [Somebody(f"p{number}@ville.example.org", number % 2 == 0) for number in range(people)]
        self.lines = lines
        self.stop, self.away = threading.Event(), threading.Event()
        self.notes: list[tuple[str, int, float]] = []
        self.faults: list[str] = []
        self._turns: SimpleQueue[Somebody] = SimpleQueue()
        for one in self.people:
            self._turns.put(one)

    @contextmanager
    def running(self) -> Iterator[None]:
        with ThreadPoolExecutor(self.lines) as pool:
            ends = [pool.submit(self._serve, random.Random(number)) for number in range(self.lines)]
            try:
                yield
            finally:
                self.stop.set()
            for end in ends:
                end.result()

    def wait(self, answers: int, timeout: float = 60) -> None:
        """Until so many more came; AssertionError after `timeout` seconds."""
        until, before = time.monotonic() + timeout, len(self.notes)
        while len(self.notes) < before + answers:
            assert time.monotonic() < until, f"{len(self.notes) - before} answers after {timeout} s"
            time.sleep(0.01)

    @property
    def statuses(self) -> Counter[tuple[str, int]]:
        return Counter((what, status) for what, status, _ in self.notes)

    def figures(self, duration: float) -> str:
        """Of the whole, and of the registrations."""
        taken = [
            seconds for what, status, seconds in self.notes if (what, status) == ("POST /inscription", 303)
        ]
        parts = quantiles(taken, n=20) if len(taken) > 1 else [0.0] * 19
        return (
            f"{len(self.notes) / duration:.0f} requests/s, {len(taken)} registrations, "
            f"p50 {parts[9] * 1000:.0f} ms, p95 {parts[18] * 1000:.0f} ms"
        )

    def _serve(self, chance: random.Random) -> None:
        line = Line(self.address, self.notes)
        while not self.stop.is_set():
            one = self._turns.get()
            try:
                self._turn(one, line, chance)
            except Unanswered as error:
                if not self.away.is_set():
                    self.faults.append(str(error))
                time.sleep(0.05)
            self._turns.put(one)

    def _turn(self, one: Somebody, line: Line, chance: random.Random) -> None:
        """Somebody does one thing."""
        if not one.living:
            self._register(one, line, chance)
            return
        if len(one.links) < len(one.registered):
            found = self.mailbox.derived(one.email) if one.impatient else None
            link = found or self.mailbox.link(one.email, one.links)
            if link is None:
                time.sleep(0.02)  # looks into the mailbox again and again
                return
            one.links.append(link)
        acts = (self._change, self._correct, self._leave_queue, self._cancel)
        [act] = chance.choices(acts, weights=(5, 2, 2, 2))
        act(one, line, chance)

    def _register(self, one: Somebody, line: Line, chance: random.Random) -> None:
        page = line.get(one, "/inscription")
        if one.form is None:
            one.forms += 1
            one.form = {**ANSWERS, "days": ["2026-03-03", "2026-03-04"], "meals": []}
            one.form |= dict(HIDDEN.findall(page)) | _wishes(chance)
            one.form |= {"email": one.email, "job_title": f"poste n° {one.forms}"}
        status = line.post(one, "/inscription", one.form)
        if status == 303:
            one.living, one.correcting, one.cancelling = True, False, False
            one.organisation = str(one.form["organisation"])
            one.registered.append(str(one.form["job_title"]))
        one.form = None

    def _change(self, one: Somebody, line: Line, chance: random.Random) -> None:
        self._send(one, line, "programme", _wishes(chance))

    def _correct(self, one: Somebody, line: Line, chance: random.Random) -> None:
        name = f"Ville n° {chance.randrange(10**9)}"
        one.correcting = True
        if self._send(one, line, "coordonnees", {"organisation": name}) == 303:
            one.organisation = name
        one.correcting = False

    def _leave_queue(self, one: Somebody, line: Line, chance: random.Random) -> None:
        """The first of those that the page offers."""
        page = line.get(one, one.link)
        if queue := WAITS.search(page):
            self._send(one, line, "attente", {"session": queue[1]}, page)

    def _cancel(self, one: Somebody, line: Line, chance: random.Random) -> None:
        page = line.get(one, f"{one.link}/annuler")
        one.cancelling = True
        if self._send(one, line, "annuler", {}, page) == 303:
            one.living = False

    def _send(
        self, one: Somebody, line: Line, form: str, values: Mapping[str, object], page: str | None = None
    ) -> int:
        page = line.get(one, one.link) if page is None else page
        return line.post(one, f"{one.link}/{form}", {**dict(HIDDEN.findall(page)), **values})


def _wishes(chance: random.Random) -> dict[str, str]:
    """In each slot a seat and a wish, or not."""
    asked = {}
    for slot, codes in WORKSHOPS.items():
        asked[f"slot-{slot}"] = chance.choice(("", *codes))
        asked[f"wish-{slot}"] = chance.choice(("", *codes))
    return asked
