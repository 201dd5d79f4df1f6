"""Requests that no browser of ours sends, over a real socket: a clear refusal, nothing written, nothing revealed."""

import http.client
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventreg.db import Base, db
from tests.support import databases, people
from tests.support.server import Server, copy_sqlite

NUL, BROKEN = "%00", "%ff%fe"
REVEALING = re.compile(
    r"Traceback|Error\(|Exception|sqlalchemy|werkzeug|sqlite|File &#34;|\.py\b", re.IGNORECASE
)
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
TOKENS = ["/mon-inscription/{}", "/mon-inscription/{}/annuler", "/mon-inscription/{}/donnees.json",
    "/mon-inscription/{}/badge.pdf", "/mon-inscription/{}/badge.svg", "/calendrier/{}.ics", "/b/{}", "/B/{}",
    "/porte/appareil/{}", "/programme/{}", "/programme/{}.ics", "/demonstration/messages/{}"]  # fmt: skip
WRONG = ["x", "a" * 32, "B" * 34, "a" * 3000, NUL, f"a{NUL}b", BROKEN, "%F0%9F%8E%AB", "..%2F..%2Fetc%2Fpasswd",
    "%0d%0aX:1", "' OR 1=1--".replace(" ", "%20"), "{{7*7}}".replace("{", "%7B").replace("}", "%7D")]  # fmt: skip
PAGES = ["/", "/programme", "/programme/atelier-1", "/inscription", "/connexion", "/programme.ics", "/programme.json",
    "/demonstration", "/demonstration/messages", "/porte"]  # fmt: skip


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Wire:
    server: Server
    app: Flask

    def ask(
        self, path: str, method: str = "GET", body: bytes | Iterator[bytes] | None = None, **headers: str
    ) -> Answer:
        """As it stands: nothing is quoted or repaired on the way. `accept_language` is Accept-Language."""
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            line.request(method, path, body, {"Accept-Language": "fr", **named})
            response = line.getresponse()
            return Answer(response.status, response.headers, response.read().decode("utf-8"))
        finally:
            line.close()

    def post(self, path: str, body: bytes, content_type: str = FORM, **headers: str) -> Answer:
        return self.ask(path, "POST", body, Content_Type=content_type, **headers)

    def rows(self) -> dict[str, int]:
        with self.app.app_context():
            return {
                name: db.session.scalars(select(func.count()).select_from(table)).one()
                for name, table in Base.metadata.tables.items()
            }


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Callable[[bool], Path]
) -> Iterator[Wire]:
    instance = tmp_path_factory.mktemp("wire") / "instance"
    copy_sqlite(sqlite_template(True), instance)
    app = databases.make_app(instance, {})
    with app.app_context():
        people.registered()
    settings = {"SECRET_KEY": "tests", "RATELIMIT_ENABLED": "0", "MAIL_WORKER": "0"}
    with Server(instance, settings) as server:
        yield Wire(server, app)
    databases.close(app)


@pytest.fixture
def wire(shared: Wire) -> Iterator[Wire]:
    """Whatever a test sends leaves the database as it was, and no fault in the log."""
    before = shared.rows()
    yield shared
    assert shared.rows() == before
    assert "Traceback" not in shared.server.log


def _assert_refused(answer: Answer, lang: str = "fr") -> None:
    assert 400 <= answer.status < 500, f"{answer.status}: {answer.text[:300]}"
    assert not REVEALING.search(answer.text), answer.text
    if answer.headers.get_content_type() == "text/html":
        assert f'<html lang="{lang}">' in answer.text
        assert "<h1>" in answer.text


@pytest.mark.parametrize("address", TOKENS)
def test_wrong_tokens(wire: Wire, address: str) -> None:
    for token in WRONG:
        _assert_refused(wire.ask(address.format(token)))
    answer = wire.ask(address.format("x"), Accept_Language="en")
    _assert_refused(answer, "en")


@pytest.mark.parametrize("octets", [NUL, BROKEN, "%", "%zz", "a" * 3000])
def test_odd_queries_are_answered(wire: Wire, octets: str) -> None:
    """A question that means nothing is not an error of a page; it is never one of the server."""
    names = ("lang", "page", "q", "suite", "fait", "lecture", "personne", "annulee", octets)
    for path in PAGES:
        for name in names:
            answer = wire.ask(f"{path}?{name}={octets}")
            assert answer.status < 500, f"{path}?{name}={octets}: {answer.status}"
            assert not REVEALING.search(answer.text)


@pytest.mark.parametrize("path", ["/a%00b", "/%ff%fe", "/programme/%00", "/static/%00", "/static/../wsgi.py", "//"
    "example.org/%2e%2e", "/static/css/%ff", "/static/..%2f..%2fwsgi.py"])  # fmt: skip
def test_odd_paths(wire: Wire, path: str) -> None:
    _assert_refused(wire.ask(path))


@pytest.mark.parametrize(
    "headers",
    [
        {"If_None_Match": 'W/"'},
        {"If_None_Match": ", ,,"},
        {"If_Modified_Since": "hier"},
        {"Range": "bytes=9-1,x"},
        {"Accept_Language": ";q=,fr;q=abc,*;;q=9"},
        {"Accept_Language": "x" * 4000},
        {"Cookie": "lang=\xff\xfe; session=\xff; door=\xff"},
        {"Cookie": "session=eyJhIjoxfQ.forged.signature; door=x; lang=xx"},
        {"Cookie": "=;;;;a"},
        {"Accept": "nothing/"},
        {"Authorization": "Bearer \xff"},
        {"X_Forwarded_For": "not, an, address"},
    ],
    ids=str,
)
def test_odd_headers_are_ignored(wire: Wire, headers: dict[str, str]) -> None:
    for path in (*PAGES, "/static/css/base.css"):
        answer = wire.ask(path, "GET", None, **headers)
        assert answer.status in (200, 206, 303, 304, 416), f"{path}: {answer.status}"
        assert not REVEALING.search(answer.text) or path.startswith("/static")


def test_over_long_addresses(wire: Wire) -> None:
    """Beyond 4,094 characters it is the server in front that refuses, in its own words."""
    for path in ("/" + "a" * 3500, "/?q=" + "a" * 3500, "/" + "a" * 20_000):
        answer = wire.ask(path)
        assert answer.status in (200, 400, 404, 414)
        assert "Traceback" not in answer.text


UNSAFE = ["/inscription", "/connexion", "/deconnexion", "/demonstration/horloge", "/porte/lecture", "/porte/entree",
    "/porte/annulation", "/porte/reglages", "/organisation/export", "/porte/appareil/x",
    "/mon-inscription/x/programme", "/mon-inscription/x/coordonnees", "/mon-inscription/x/annuler",
    "/organisation/inscriptions/STO-AAAAAA/annuler", "/organisation/inscriptions/STO-AAAAAA/renvoyer",
    "/organisation/inscriptions/STO-AAAAAA/messages/1", "/organisation/inscriptions/STO-AAAAAA/adresse"]  # fmt: skip
BODIES: list[tuple[bytes, str]] = [
    (b"", FORM),
    (b"csrf_token=forged", FORM),
    (b"csrf_token=" + quote("ImFiYyI.aaaa.bbbb").encode(), FORM),
    (b"given_name=%00&csrf_token=%00", FORM),
    (b"given_name=%ff%fe", FORM),
    (b"given_name=\xff\xfe", FORM),
    (b"&&&=&=;" * 50, FORM),
    (b"&".join(b"a%d=1" % number for number in range(2000)), FORM),
    (b"--x\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n\xff\r\n--x--", MULTIPART),
    (b"--x\r\nnothing", MULTIPART),
    (b"nothing", "multipart/form-data"),
    (b'{"given_name": 1', "application/json"),
    (b"\x00\xff", "application/octet-stream"),
    (b"given_name=%e9", FORM + "; charset=latin-1"),
]  # fmt: skip


@pytest.mark.parametrize("path", UNSAFE)
def test_bad_bodies(wire: Wire, path: str) -> None:
    for body, content_type in BODIES:
        _assert_refused(wire.post(path, body, content_type))
    _assert_refused(wire.post(path, b"csrf_token=x", Accept_Language="en"), "en")


@pytest.mark.parametrize("path", [*UNSAFE, "/porte/api/scans"])
def test_huge_bodies(wire: Wire, path: str) -> None:
    answer = wire.post(path, b"given_name=" + b"a" * 1_500_000)
    _assert_refused(answer)
    assert answer.status in (401, 413)


@pytest.mark.parametrize("path", ["/inscription", "/connexion"])
def test_long_body_without_its_length_is_refused_whole(wire: Wire, path: str) -> None:
    """Cut off at the limit it could still be a form that registers, without the days that came last."""
    pieces = [b"given_name=Camille&days=2026-03-03&x=", *[b"y" * 1000] * 200, b"&days=2026-03-04"]
    answer = wire.ask(path, "POST", iter(pieces), Content_Type=FORM)
    _assert_refused(answer)
    assert answer.status == 413


def test_wrong_methods(wire: Wire) -> None:
    for path in (*PAGES[:9], "/healthz", "/static/css/base.css"):
        for method in ("PUT", "DELETE", "PATCH", "PROPFIND"):
            _assert_refused(wire.ask(path, method))
    for path in UNSAFE[2:5]:
        answer = wire.ask(path)
        _assert_refused(answer)
        assert (answer.status, "POST" in answer.headers["Allow"]) == (405, True)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"scans": 1}', b"\xff", b'{"scans": [{}]}', b'{"a": ' + b"[" * 50_000,
     b'{"sent_at": "\\u0000"}'],
    ids=range(9),
)  # fmt: skip
def test_door_api_says_so_in_json(wire: Wire, body: bytes) -> None:
    for authorization in ("", "Bearer x", "Basic \xff"):
        answer = wire.post("/porte/api/scans", body, "application/json", Authorization=authorization)
        _assert_refused(answer)
        assert answer.headers.get_content_type() == "application/json"
