"""What a camera sees of a badge: 640×480, grey and a little noisy, as a JPEG."""

import io
import math
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

SIZE = (640, 480)
TABLE = 190  # the grey that the badge lies on


@dataclass(frozen=True)
class View:
    """How a badge is held. `blur` and `noise` are standard deviations, in pixels and in grey levels."""

    height: float = 0.75
    """Of what is shown, as a part of the picture's height."""
    blur: float = 0
    turned: float = 0
    """Degrees in the plane of the picture."""
    aslant: float = 0
    """Degrees around the vertical axis: seen from the side."""
    light: float = 1
    """What is left of the full light."""
    noise: float = 2
    inverted: bool = False


def seen(thing: Image.Image, view: View) -> Image.Image:
    """The picture of a thing (the code, a badge, a telephone's screen) in the middle of the table."""
    shown = thing.convert("L")
    if view.inverted:
        shown = ImageChops.invert(shown)
    height = round(SIZE[1] * view.height)
    shown = shown.resize((round(shown.width * height / shown.height), height), Image.Resampling.LANCZOS)
    shown, mask = _laid(shown, view)
    picture = Image.new("L", SIZE, TABLE)
    corner = ((SIZE[0] - shown.width) // 2, (SIZE[1] - shown.height) // 2)
    picture.paste(shown, corner, mask)
    if view.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(view.blur))
    return _noisy(ImageEnhance.Brightness(picture).enhance(view.light), view.noise)


def jpeg(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.convert("RGB").save(data, "JPEG", quality=85)
    return data.getvalue()


def _laid(shown: Image.Image, view: View) -> tuple[Image.Image, Image.Image]:
    mask = Image.new("L", shown.size, 255)
    if view.aslant:
        shown, mask = (_aslant(layer, view.aslant) for layer in (shown, mask))
    bicubic = Image.Resampling.BICUBIC
    return tuple(layer.rotate(view.turned, bicubic, expand=True) for layer in (shown, mask))  # type: ignore[return-value]


def _aslant(layer: Image.Image, degrees: float) -> Image.Image:
    """Turned around its vertical axis, seen from four times its width away."""
    width, height = layer.size
    angle, away = math.radians(degrees), 4.0 * width
    corners = []
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        depth = away / (away + x * width / 2 * math.sin(angle))
        corners.append(
            (width / 2 + x * width / 2 * math.cos(angle) * depth, height / 2 + y * height / 2 * depth)
        )
    whole = ((0, 0), (width, 0), (width, height), (0, height))
    return layer.transform(
        layer.size, Image.Transform.PERSPECTIVE, _projection(corners, whole), Image.Resampling.BICUBIC
    )


def _projection(targets: list[tuple[float, float]], sources: tuple[tuple[float, float], ...]) -> list[float]:
    """The eight coefficients that send each target to its source, by elimination."""
    rows = []
    for (x, y), (u, v) in zip(targets, sources, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for i in range(8):
        pivot = max(range(i, 8), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(8):
            if k != i:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i], strict=True)]
    return [row[8] for row in rows]


def _noisy(picture: Image.Image, deviation: float) -> Image.Image:
    if not deviation:
        return picture
    noise = Image.effect_noise(SIZE, deviation)  # around 128
    return ImageChops.add(picture, noise, scale=1, offset=-128)
