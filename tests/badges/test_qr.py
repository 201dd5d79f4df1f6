"""The code in each of its forms is read back by an independent reader."""

import io
import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from eventreg.badges import qr

BASE, TOKEN = "https://inscription.example.org", "BCDEFGHIJKLNOPRSTUVXBCDEFGHIJKSTOB"
ADDRESS = f"HTTPS://INSCRIPTION.EXAMPLE.ORG/B/{TOKEN}"


def read(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


def drawn(path: str, side: int, pixels: int = 4) -> Image.Image:
    """The runs of `qr.svg_path`, with a quiet zone."""
    image = Image.new("L", ((side + 8) * pixels, (side + 8) * pixels), 255)
    pen = ImageDraw.Draw(image)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert "".join(f"M{x} {y}h{w}v1h-{b}z" for x, y, w, b in runs) == path
    for x, y, width, back in runs:
        assert width == back
        left, top = (int(x) + 4) * pixels, (int(y) + 4) * pixels
        pen.rectangle((left, top, left + int(width) * pixels - 1, top + pixels - 1), fill=0)
    return image


def test_address_is_upper_case_so_that_the_code_stays_small():
    assert qr.address(BASE, TOKEN) == ADDRESS
    assert len(qr.matrix(ADDRESS)) == 33  # version 4; as bytes it would be version 5 or more


def test_png_is_read_back():
    image = Image.open(io.BytesIO(qr.mailed(BASE, TOKEN)))

    assert read(image) == [ADDRESS]
    assert image.mode == "1"
    assert image.width == image.height == (33 + 8) * 6


def test_png_is_small():
    assert len(qr.mailed(BASE, TOKEN)) < 1000


def test_svg_path_is_read_back():
    code = qr.matrix(ADDRESS)

    assert read(drawn(qr.svg_path(code), len(code))) == [ADDRESS]


def test_svg_names_itself_and_escapes_its_name():
    document = qr.svg(qr.matrix(ADDRESS), title='<b>"&')

    assert '<title>&lt;b&gt;"&amp;</title>' in document
    assert "style=" not in document


@pytest.mark.parametrize("content", ["A", "HTTP://127.0.0.1:8000/B/" + TOKEN, "HTTPS://É.EXAMPLE/B/" + TOKEN])
def test_any_address_is_read_back(content: str):
    code = qr.matrix(content)

    assert read(drawn(qr.svg_path(code), len(code))) == [content]
    assert read(Image.open(io.BytesIO(qr.png_image(code)))) == [content]


def test_error_correction_survives_a_stain():
    image = Image.open(io.BytesIO(qr.mailed(BASE, TOKEN))).convert("L")
    ImageDraw.Draw(image).rectangle((120, 120, 150, 150), fill=255)

    assert read(image) == [ADDRESS]
