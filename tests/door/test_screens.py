"""axe-core finds nothing on any screen and nothing sticks out: both languages, light and dark, narrow and wide."""

import pytest

from tests.browser import axe
from tests.door import tour
from tests.door.phone import Gate, Phone
from tests.support.browser import Visitors, assert_fits

# As for the other pages: each width with each language and each scheme. The second look is at what colours change.
VIEWS: dict[str, tuple[tuple[int, axe.Scheme], tuple[int, axe.Scheme]]] = {
    "fr": ((320, "light"), (1280, "dark")),
    "en": ((1280, "light"), (320, "dark")),
}
SMALLEST = 56  # px, at the door
PRESSED = "button, .choice, .check, select, input:not([type=radio], [type=checkbox])"
TARGETS = f"""() => [...document.querySelectorAll('{PRESSED}')]
    .filter(part => part.checkVisibility() && part.getBoundingClientRect().height < {SMALLEST - 0.5})
    .map(part => part.outerHTML.slice(0, 90) + ' ' + part.getBoundingClientRect().height)"""


@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.slow)])
def test_screens(gate: Gate, visitor: Visitors, lang: str) -> None:
    (width, scheme), (other, dark) = VIEWS[lang]
    context = visitor(gate.server.address, width=width, scheme=scheme, lang=lang, reduced_motion="reduce")  # type: ignore[arg-type]
    phone = Phone(gate, context, french=lang == "fr")
    people = tour.cast(phone)
    phone.enrol("supervisor")
    axe.prepare(phone.page)
    found = []
    for name in tour.screens(phone, people):
        found += _looked_at(phone, name, width, scheme, ())
        found += _looked_at(phone, name, other, dark, ("color-contrast",))
        phone.page.set_viewport_size({"width": width, "height": 900})
    assert not found, "\n".join(found)


def _looked_at(phone: Phone, name: str, width: int, scheme: axe.Scheme, only: tuple[str, ...]) -> list[str]:
    phone.page.set_viewport_size({"width": width, "height": 900})
    assert_fits(phone.page)
    axe.start(phone.page, scheme, only)
    small = [f"{name}: too small: {part}" for part in phone.page.evaluate(TARGETS)]
    return small + [f"{name}: {finding}" for finding in axe.findings(phone.page)]
