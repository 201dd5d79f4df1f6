"""The QR code of a badge: an address in the compact alphanumeric mode, as a matrix, an SVG path or a PNG. Pure."""

import io
from itertools import groupby
from typing import Any

import png
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

Matrix = list[list[bool]]
"""Rows of modules, without quiet zone; true is dark."""

QUIET = 4  # modules of light around the code (ISO/IEC 18004)
PNG_PIXELS = 6  # of one module


def address(base: str, token: str) -> str:
    """What the code holds. In upper case it stays in the alphanumeric mode, and a telephone opens it as well."""
    return f"{base}/B/{token}".upper()


def mailed(base: str, token: str) -> bytes:
    """The PNG of a badge's code, as mail carries it."""
    return png_image(matrix(address(base, token)))


def matrix(content: str) -> Matrix:
    """The mask is fixed: choosing the best of eight costs five times the rest, and every mask decodes."""
    code: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=3, border=0)
    code.add_data(content)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.modules]


def svg_path(code: Matrix) -> str:
    """One rectangle for each run of dark modules, in units of a module."""
    pieces = []
    for y, row in enumerate(code):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                pieces.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(pieces)


def svg(code: Matrix, title: str = "") -> str:
    """A document of the code alone, dark on light whatever the page's colours, with its quiet zone."""
    side = len(code) + 2 * QUIET
    named = f"<title>{_escaped(title)}</title>" if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-QUIET} {-QUIET} {side} {side}" '
        f'width="{side * 8}" height="{side * 8}" role="img" shape-rendering="crispEdges">{named}'
        f'<rect x="{-QUIET}" y="{-QUIET}" width="{side}" height="{side}" fill="#fff"/>'
        f'<path fill="#000" d="{svg_path(code)}"/></svg>'
    )


def png_image(code: Matrix) -> bytes:
    """Black and white, one bit a pixel, with its quiet zone."""
    width = (len(code) + 2 * QUIET) * PNG_PIXELS
    blank = _packed([False] * len(code), width)
    rows = [blank] * (QUIET * PNG_PIXELS)
    for row in code:
        rows += [_packed(row, width)] * PNG_PIXELS
    rows += [blank] * (QUIET * PNG_PIXELS)
    image = io.BytesIO()
    png.Writer(width, width, greyscale=True, bitdepth=1, compression=9).write_packed(image, rows)
    return image.getvalue()


def _packed(row: list[bool], width: int) -> bytes:
    """Eight pixels a byte, light is 1; what fills the last byte counts for nothing."""
    quiet = "1" * (QUIET * PNG_PIXELS)
    bits = quiet + "".join(("0" if dark else "1") * PNG_PIXELS for dark in row) + quiet
    return int(bits.ljust(-(-width // 8) * 8, "1"), 2).to_bytes(-(-width // 8))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
