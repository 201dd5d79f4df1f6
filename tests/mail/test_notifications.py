"""Whatever comes through the pipe is read or left; it never ends in a trace."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from eventreg.mail.notifications import Notification, read

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parent / "notifications").glob("*.eml"))]
PIECES = [
    b"\n", b"\r\n", b"\n\n", b"\0", b"\xff", b"--x\n", b"Content-Type: message/rfc822\n\n", b"boundary=", b"Status:",
    b"Content-Transfer-Encoding: base64\n", b"Content-Type: multipart/report\n", b"=?utf-8?q?=FF?=",
    b"Action: failed\n", b"Content-Transfer-Encoding: uuencode\n", b"Content-Type: text/plain; charset*=x''%FF\n",
]  # fmt: skip


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_damaged_notification_is_read_or_left(data: st.DataObject):
    sample = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 6))):
        start, end = sorted(data.draw(st.integers(0, len(sample))) for _ in range(2))
        middle = data.draw(st.sampled_from([b"", *PIECES]) | st.binary(max_size=20))
        end = min(end, start + data.draw(st.integers(0, 80)))
        sample = sample[:start] + middle + sample[end:]

    found = read(sample)

    assert found is None or isinstance(found, Notification)
    if found is not None:
        assert all(isinstance(text, str) for text in (*found.addresses, *found.message_ids))
        assert found.gravest is None or found.gravest in found.reports


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_noise_is_left(noise: bytes):
    assert read(noise) is None or b"multipart/report" in noise.lower()
