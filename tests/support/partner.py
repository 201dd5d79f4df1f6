"""A partner's site: pages of another origin, under a content security policy of their own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Partner:
    """Serves what `pages` holds, by path; `headers` go with each of them."""

    def __init__(self, port: int) -> None:
        # Another name of this machine: to a browser another site, whose frames of ours are third parties'.
        self.address = f"http://localhost:{port}"
        self.pages: dict[str, str] = {}
        self.headers: dict[str, str] = {}

    def show(self, body: str, *, lang: str = "fr", head: str = "", path: str = "/") -> str:
        """Puts a page there and answers its address."""
        self.pages[path] = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Partenaire</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>'
            f"<body><main><h1>Partenaire</h1>{body}</main></body></html>"
        )
        return self.address + path

    def obey(self, policy: str, **headers: str) -> None:
        more: Mapping[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
        self.headers = {"Content-Security-Policy": policy, **more}


@contextmanager
def partner() -> Iterator[Partner]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = site.pages.get(self.path)
            self.send_response(200 if page else 404)
            for name, value in site.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Partner(server.server_address[1])
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()
