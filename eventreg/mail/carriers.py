"""What takes a finished message away: a mail server, or a folder where there is none."""

import smtplib
import socket
import ssl
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from flask import current_app
from flask_mail import Connection, Mail, Message

extension = Mail()
SMTPS_PORT = 465
# Of one answer. A server that is silent for longer is taken for broken, long before the lease of a message ends.
SECONDS = 20


class Parcel(NamedTuple):
    name: str
    """Of the file that a folder keeps it in."""
    sender: str
    recipient: str
    data: bytes


class Carrier(Protocol):
    """Open only while it is used as a context."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def send(self, parcel: Parcel) -> None:
        """Raises OSError or SMTPException when it is not taken."""


def carrier() -> Carrier:
    if current_app.config["MAIL_SERVER"]:
        return MailServer()
    return CaptureFolder(Path(current_app.config["INSTANCE"]) / "mail")


class MailServer:
    """One connection for a batch, opened when first needed and again after it broke."""

    def __init__(self) -> None:
        self._connection: _Line | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.leave()

    def send(self, parcel: Parcel) -> None:
        try:
            self._connection = self._connection or _Line(extension).__enter__()
            self._connection.send(_Finished(parcel))
        except (OSError, smtplib.SMTPException) as error:
            # A refusal leaves the connection usable (smtplib has sent RSET), except 421; anything else does not.
            if self._connection is not None and not (isinstance(error, _REFUSALS) and self._connection.open):
                self._connection.break_off()
                self._connection = None
            raise


_REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


class _Finished(Message):
    """Flask-Mail's message around octets that are written already (`mime`)."""

    def __init__(self, parcel: Parcel) -> None:
        super().__init__(recipients=[parcel.recipient], sender=parcel.sender)
        self.data = parcel.data

    def as_bytes(self) -> bytes:
        return self.data


class _Line(Connection):
    """Flask-Mail's connection, which has no time limit and does not verify TLS, with both."""

    def configure_host(self) -> smtplib.SMTP:
        return _connect()

    @property
    def open(self) -> bool:
        return self.host is not None and self.host.sock is not None

    def leave(self) -> None:
        try:
            super().__exit__(None, None, None)  # type: ignore[arg-type] # as for any context that ends well
        except (OSError, smtplib.SMTPException):
            self.break_off()  # everything it took is settled already

    def break_off(self) -> None:
        if self.host is not None:
            self.host.close()


def _connect() -> smtplib.SMTP:
    config = current_app.config
    host, port = config["MAIL_SERVER"], config["MAIL_PORT"]
    if port == SMTPS_PORT:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, _own_name(), timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = smtplib.SMTP(host, port, _own_name(), timeout=SECONDS)
    try:
        if config["MAIL_USE_TLS"] and port != SMTPS_PORT:
            connection.starttls(context=ssl.create_default_context())
        if config["MAIL_USERNAME"]:
            connection.login(config["MAIL_USERNAME"], config["MAIL_PASSWORD"] or "")
    except BaseException:
        connection.close()
        raise
    return connection


@cache
def _own_name() -> str:
    """For EHLO. Looked up once: a name server that does not answer takes seconds."""
    return socket.getfqdn()


class CaptureFolder:
    """Without a server each message becomes a file; a reader never sees a half-written one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def send(self, parcel: Parcel) -> None:
        partial = self.folder / f".{parcel.name}.part"
        partial.write_bytes(parcel.data)
        partial.rename(self.folder / f"{parcel.name}.eml")
