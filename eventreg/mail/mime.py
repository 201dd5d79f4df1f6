"""A letter as the octets of one message (RFC 5322, MIME). Pure.

Texts are quoted-printable, so that no server has to know 8BITMIME and no line is too long; files are base64, so that
a calendar keeps its own line ends. The older classes of `email` are used: the newer ones take four times as long.
"""

import binascii
from datetime import datetime
from email import policy
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, formataddr, parseaddr

from eventreg.mail.letters import Enclosure, Letter

_POLICY = policy.compat32.clone(linesep="\r\n")
_BASE64_LINE = 57  # octets that become 76 letters


class _Whole:
    """A header's value on the line of its name: not every mailbox looks for an address on the next."""

    def __init__(self, value: str) -> None:
        self.value = value

    def encode(self, **_folding: object) -> str:
        return self.value


class NoAddress(ValueError):
    """Nobody can be written to at that address."""


def octets(letter: Letter, *, sender: str, recipient: str, message_id: str, sent_at: datetime) -> bytes:
    """Raises ValueError for an address that cannot be written into a header."""
    message = MIMEMultipart("mixed")
    message["From"] = mailbox(sender)
    message["To"] = mailbox(recipient)
    message["Subject"] = Header(" ".join(letter.subject.split()), "utf-8", header_name="Subject").encode()
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = message_id
    if letter.reply_to:
        message["Reply-To"] = mailbox(letter.reply_to)
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = _Whole(f"<{letter.unsubscribe}>")  # type: ignore[assignment]
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.attach(_body(letter))
    for enclosure in letter.enclosures:
        if not enclosure.content_id:
            message.attach(_file(enclosure))
    return message.as_bytes(policy=_POLICY)


def mailbox(address: str) -> str:
    """`Name <local@domain>` as it may stand in a header: a name in its encoding, a domain in ASCII."""
    name, bare = parseaddr(address)
    if not bare or any(ord(character) < 32 for character in address):
        raise ValueError("not an address that a header can hold")
    return formataddr((name, ascii_address(bare)))


def recipient(address: str) -> str:
    """As envelope and header name it. Raises NoAddress."""
    try:
        return bare_address(mailbox(address))
    except ValueError:
        raise NoAddress(address) from None


def bare_address(mailbox: str) -> str:
    """What an envelope holds of `Name <local@domain>`."""
    return ascii_address(parseaddr(mailbox)[1])


def ascii_address(address: str) -> str:
    """The address with its domain as DNS knows it. The local part is ASCII, the form sees to that."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}" if not domain.isascii() else address


def _body(letter: Letter) -> MIMEBase:
    """Plain text, or HTML together with the pictures it shows."""
    body = MIMEMultipart("alternative")
    body.attach(_text(letter.text, "plain"))
    pictures = [enclosure for enclosure in letter.enclosures if enclosure.content_id]
    html: MIMEBase = _text(letter.html, "html")
    if pictures:
        related = MIMEMultipart("related", type="text/html")
        for part in (html, *map(_file, pictures)):
            related.attach(part)
        html = related
    body.attach(html)
    return body


def _text(content: str, subtype: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(binascii.b2a_qp(content.encode()).decode("ascii"))
    return part


def _file(enclosure: Enclosure) -> MIMEBase:
    part = MIMEBase(*enclosure.content_type.split("/", 1))
    part["Content-Transfer-Encoding"] = "base64"
    disposition = "inline" if enclosure.content_id else "attachment"
    part.add_header("Content-Disposition", disposition, filename=enclosure.filename)
    if enclosure.content_id:
        part["Content-ID"] = f"<{enclosure.content_id}>"
    data = enclosure.data
    lines = [
        binascii.b2a_base64(data[start : start + _BASE64_LINE]) for start in range(0, len(data), _BASE64_LINE)
    ]
    part.set_payload(b"".join(lines).decode("ascii"))
    return part
