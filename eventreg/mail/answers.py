"""What a mail server's answer means, for the message and for the address. Pure.

Codes: RFC 5321; their three-part refinement: RFC 3463.
"""

import re
import smtplib
from dataclasses import dataclass

LONGEST = 160
# They speak of our own sign-in: for the operator to mend, and no reason to give a message up.
_SIGN_IN = (530, 534, 535, 538)
# Too long, a wrong dialogue, the content, a policy: another message, or another sender, would have been taken.
_NOT_THE_ADDRESS = ("3", "5", "6", "7")
# These two speak of the sender's address.
_OF_THE_SENDER = ("5.1.7", "5.1.8")
# Not a part of an IP address.
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_ADDRESS = re.compile(r"<[^<>\s]*>|[^\s<>:;,()\"]+@[^\s<>:;,()\"]+")


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    """Fit to be kept: short, on one line, without the address."""
    final: bool = False
    """No other try would fare better."""
    address: bool = False
    """It is the address that is refused."""


def of_error(error: Exception, recipient: str) -> Answer:
    """Of a message that was not taken. A fault of the line, or of ours, is known by its class alone."""
    code, words = _said(error)
    if code is None:
        return Answer(type(error).__name__)
    text = tidy(f"{code} {words}", recipient)
    if not isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        return Answer(text)
    final = 500 <= code < 600 and code not in _SIGN_IN
    named = isinstance(error, smtplib.SMTPRecipientsRefused) and code >= 550
    return Answer(text, final, final and speaks_of_address(words, otherwise=named))


def speaks_of_address(words: str, *, otherwise: bool) -> bool:
    """Whether a refusal for good means the address; `otherwise` when its status does not tell."""
    found = _STATUS.search(words)
    if found is None or found[2] == "0":
        return otherwise
    if found[2] in ("1", "2"):
        return found[0] not in _OF_THE_SENDER
    return otherwise and found[2] not in _NOT_THE_ADDRESS


def status(words: str) -> str:
    """The first three-part status in some words, or nothing."""
    found = _STATUS.search(words)
    return found[0] if found else ""


def tidy(words: str, recipient: str) -> str:
    """Without addresses: an answer is shown to staff and kept, the address may be corrected or erased meanwhile."""
    printable = "".join(one if one.isprintable() else " " for one in words)
    bare = _ADDRESS.sub("…", printable)
    local = recipient.partition("@")[0]
    if len(local) > 2:
        bare = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "…", bare, flags=re.IGNORECASE)
    line = " ".join(bare.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def _said(error: Exception) -> tuple[int | None, str]:
    code: int
    words: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return None, ""
    return code, words.decode("utf-8", "replace") if isinstance(words, bytes) else words
