"""What an answer of a mail server means, and what of it is kept."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected

import pytest

from eventreg.mail.answers import LONGEST, of_error, speaks_of_address, status, tidy

PERSON = "lea.angstrom@ville.example"


def refused(code: int, words: str) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused({PERSON: (code, words.encode())})


@pytest.mark.parametrize(
    ("error", "final", "address"),
    [
        (refused(550, "5.1.1 No such user"), True, True),
        (refused(550, "no such user"), True, True),
        (refused(552, "5.2.2 Mailbox full"), True, True),
        (refused(556, "5.1.10 Recipient address has null MX"), True, True),
        (refused(550, "5.7.1 Blocked by our list"), True, False),
        (refused(554, "5.7.1 Relay access denied"), True, False),
        (refused(553, "5.1.8 Sender address rejected"), True, False),
        (refused(530, "5.7.0 Authentication required"), False, False),
        (refused(503, "5.5.1 Bad sequence of commands"), True, False),
        (refused(450, "4.2.0 Greylisted"), False, False),
        (refused(421, "4.3.2 Shutting down"), False, False),
        (SMTPDataError(554, b"5.6.0 Content refused"), True, False),
        (SMTPDataError(550, b"5.1.1 No such user"), True, True),
        (SMTPDataError(554, b"no"), True, False),
        (SMTPDataError(451, b"4.3.0 Later"), False, False),
        (SMTPSenderRefused(550, b"5.7.60 Not permitted to send as this sender", "team@example.org"), False, False),
        (SMTPServerDisconnected("gone"), False, False),
        (TimeoutError(), False, False),
    ],
)  # fmt: skip
def test_refusal_of_the_address_is_told_from_any_other(error: Exception, final: bool, address: bool):
    answer = of_error(error, PERSON)

    assert (answer.final, answer.address) == (final, address)


def test_answer_is_kept_short_and_without_the_address():
    error = refused(
        550, f"5.1.1 <{PERSON}>: user Lea.Angstrom unknown, ask postmaster@ville.example\r\n" + "x" * 999
    )

    text = of_error(error, PERSON).text

    assert text.startswith("550 5.1.1 …: user … unknown, ask … xxx")
    assert len(text) == LONGEST


def test_short_local_part_leaves_words_alone():
    assert tidy("550 no mailbox for al here", "al@ville.example") == "550 no mailbox for al here"


def test_fault_of_the_line_is_known_by_its_class():
    assert (
        of_error(ConnectionRefusedError(111, "nobody at 10.0.0.7"), PERSON).text == "ConnectionRefusedError"
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("550 5.1.1 no", "5.1.1"),
        ("from 5.1.1.9", ""),
        ("host 15.1.1", ""),
        ("4.4.1, later", "4.4.1"),
        ("", ""),
    ],
)
def test_status_is_no_part_of_an_ip_address(words: str, found: str):
    assert status(words) == found


@pytest.mark.parametrize(
    ("said", "address"),
    [
        *(("5.1.1", True), ("5.2.1", True), ("5.4.4", True), ("5.0.0", True), ("", True)),
        *(("5.1.8", False), ("5.3.4", False), ("5.5.0", False), ("5.6.1", False), ("5.7.1", False)),
    ],
)
def test_returned_message_speaks_of_the_address_or_of_itself(said: str, address: bool):
    assert speaks_of_address(said, otherwise=True) is address
