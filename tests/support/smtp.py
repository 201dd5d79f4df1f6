"""A mail server of our own that accepts, refuses, delays or breaks off."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import reserved_port


class Mode(Enum):
    ACCEPT = "accept"
    REFUSE = "refuse"  # 550 for every recipient: never try again
    REFUSE_CONTENT = "refuse content"  # 554 for every message, once it is there
    DELAY = "delay"  # 451 for every recipient: try later
    DROP = "drop"  # the line breaks inside the message
    VANISH = "vanish"  # the message is taken, the line breaks before the answer


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.mode is not Mode.DROP:
            await super().smtp_DATA(arg)
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        await self._reader.readline()
        _break_off(self)


class Sink:
    """What arrived, and how the server behaves.

    `mode`, `answers` (by recipient, instead of the mode's) and `holds` (messages arrive and are not answered yet) may
    be set any time; `stop` and `start` take the server away and bring it back.
    """

    def __init__(self) -> None:
        self.mode = Mode.ACCEPT
        self.answers: dict[str, str] = {}
        self.holds = False
        self.tries = 0
        self.host = "127.0.0.1"
        self.port = reserved_port()
        self._envelopes: list[tuple[str, list[str], EmailMessage]] = []
        self._arrived = threading.Condition()
        self._controller: _Controller | None = None

    def start(self) -> None:
        self._controller = _Controller(self, hostname=self.host, port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def messages(self) -> list[EmailMessage]:
        with self._arrived:
            return [message for *_, message in self._envelopes]

    @property
    def recipients(self) -> list[list[str]]:
        """The envelope's recipients, one list per message."""
        with self._arrived:
            return [to for _, to, _ in self._envelopes]

    @property
    def senders(self) -> list[str]:
        """The envelope's senders."""
        with self._arrived:
            return [sender for sender, *_ in self._envelopes]

    def wait(self, number: int = 1, timeout: float = 10) -> list[EmailMessage]:
        """The messages as soon as there are `number`; AssertionError after `timeout` seconds."""
        with self._arrived:
            enough = self._arrived.wait_for(lambda: len(self._envelopes) >= number, timeout)
            assert enough, f"{len(self._envelopes)} messages of {number} after {timeout} s"
            return [message for *_, message in self._envelopes]

    def clear(self) -> None:
        with self._arrived:
            self._envelopes.clear()
            self.tries = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        self.tries += 1
        if address in self.answers:
            return self.answers[address]
        if self.mode is Mode.REFUSE:
            return "550 5.1.1 No such mailbox"
        if self.mode is Mode.DELAY:
            return "451 4.7.1 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        message = message_from_bytes(raw, policy=policy.default)
        if self.mode is Mode.REFUSE_CONTENT:
            return "554 5.6.0 Message content refused"
        with self._arrived:
            self._envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos), message))
            self._arrived.notify_all()
        while self.holds:
            await asyncio.sleep(0.01)
        if self.mode is Mode.VANISH:
            _break_off(server)
        return "250 OK"


def _break_off(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


@contextmanager
def sink() -> Iterator[Sink]:
    """A server that listens on `.host` and `.port`."""
    handler = Sink()
    handler.start()
    try:
        yield handler
    finally:
        handler.stop()
