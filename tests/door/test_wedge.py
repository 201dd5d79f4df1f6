"""Hand scanners, as keyboards of three layouts that agree with the computer's or not, in a real browser.

Keys go in below the page, with the code of the key and the letter that the computer's layout makes of it. The page's
clock stands still between two keys, so that it does not matter how busy this machine is.
"""

import hashlib
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import CDPSession, Page, expect

from eventreg.checkin import codes
from eventreg.tokens import check_letter, derive_badge, read_badge
from tests.door import bare
from tests.support.browser import Visitors

FORM = """<input id="name"> <select id="gate"><option>A<option>B<option>H</select>
<button id="verified">Verified</button><ol></ol>"""
BODY = "BCDEFGHIJKLNOPRSTUVXXVUTSRPONL" + "STO"
BADGE = BODY + check_letter(BODY)
SCRIPT = """
import { listen } from "/static/js/door/wedge.js";
import * as badge from "/static/js/door/badge.js";
const row = (text) => Object.assign(document.createElement("li"), { textContent: text });
listen(document, (text) => document.querySelector("ol").append(row("code " + text)));
document.querySelector("#verified").onclick = () => document.querySelector("ol").append(row("pressed"));
document.querySelector("#name").oninput = ({ target }) => (target.dataset.heard = target.value);
Object.assign(window, badge);
"""
# Where a layout has another letter on the key than the American one; punctuation as typed without and with Shift.
LAYOUTS = {
    "qwerty": {},
    "qwertz": {
        "KeyY": "z", "KeyZ": "y", "Slash": "-_", "Period": ".:", "Semicolon": "öÖ", "Minus": "ß?", "Digit7": "7/",
    },
    "azerty": {
        "KeyQ": "a", "KeyA": "q", "KeyW": "z", "KeyZ": "w", "Semicolon": "mM", "KeyM": ",?", "Slash": "!§",
        "Period": ":/", "Comma": ";.", "Minus": ")°",
        **{f"Digit{i}": f"{plain}{i}" for i, plain in enumerate("à&é\"'(-è_ç")},
    },
}  # fmt: skip
AMERICAN = {
    **{f"Key{letter}": letter.lower() + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    **{f"Digit{i}": f"{i}{shifted}" for i, shifted in enumerate(")!@#$%^&*(")},
    "Semicolon": ";:", "Slash": "/?", "Period": ".>", "Comma": ",<", "Minus": "-_",
}  # fmt: skip


def keyboard(layout: str) -> dict[str, str]:
    """What each key types, without and with Shift."""
    pairs = AMERICAN | LAYOUTS[layout]
    return {code: pair if len(pair) == 2 else pair + pair.upper() for code, pair in pairs.items()}


class Scanner:
    """A scanner set for one layout, at a computer set for another. A gap is in ms, from one letter to the next."""

    def __init__(
        self, page: Page, set_for: str = "qwerty", computer: str = "azerty", locked: bool = False
    ) -> None:
        self._page = page
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._keys = {
            typed: (code, shifted)
            for code, pair in keyboard(set_for).items()
            for shifted, typed in ((True, pair[1]), (False, pair[0]))
        }
        self._computer = keyboard(computer)
        self._locked = locked

    def scan(self, text: str, gap: int = 5, end: str = "Enter") -> None:
        for character in text:
            self._letter(character, gap)
        if end:
            self._page.clock.run_for(gap)
            self.press(end)

    def press(self, key: str) -> None:
        self._send("keyDown", key, key, text="\r" if key == "Enter" else "")
        self._send("keyUp", key, key)

    def _letter(self, character: str, gap: int) -> None:
        code, shifted = self._keys[character]
        held = shifted and not (self._locked and code.startswith("Key"))
        if held:
            self._page.clock.run_for(gap // 2)
            self._send("rawKeyDown", "ShiftLeft", "Shift", modifiers=8)
        self._page.clock.run_for(gap - gap // 2 if held else gap)
        typed = self._computer[code][int(shifted)]
        self._send("keyDown", code, typed, text=typed, modifiers=8 * held)
        self._send("keyUp", code, typed, modifiers=8 * held)
        if held:
            self._send("keyUp", "ShiftLeft", "Shift")

    def _send(self, kind: str, code: str, key: str, **more: Any) -> None:
        number = {"Enter": 13, "Tab": 9, "Shift": 16}.get(key, ord(key[0].upper()[0]))
        event = {"type": kind, "code": code, "key": key, "windowsVirtualKeyCode": number, **more}
        self._cdp.send("Input.dispatchKeyEvent", event)


@pytest.fixture
def page(visitor: Visitors) -> Page:
    page = visitor().new_page()
    page.clock.install(time=0)
    bare.serve(page, FORM, SCRIPT)
    page.clock.pause_at(60)
    return page


def heard(page: Page) -> list[str]:
    return page.locator("li").all_inner_texts()


@pytest.mark.parametrize("computer", LAYOUTS)
def test_badge_whatever_the_layouts(page: Page, computer: str) -> None:
    """The address before the token comes out wrong where the layouts differ, the token never."""
    for set_for in LAYOUTS:
        Scanner(page, set_for, computer).scan(f"HTTPS://DOOR-3.EXAMPLE/B/{BADGE}")
        text = heard(page)[-1]
        assert read_badge(text) == BADGE, text
        assert page.evaluate("text => readBadge(text)", text) == {"token": BADGE, "tag": "STO"}
    assert len(heard(page)) == len(LAYOUTS)


@pytest.mark.parametrize("end", ["Enter", "Tab", ""])
@pytest.mark.parametrize("locked", [False, True])
def test_ends_on_enter_tab_or_silence(page: Page, end: str, locked: bool) -> None:
    page.focus("#verified")
    scanner = Scanner(page, locked=locked)
    scanner.scan(BADGE, gap=20, end=end)
    if not end:
        page.clock.run_for(59)
        assert heard(page) == []
        page.clock.run_for(1)
    assert heard(page) == [f"code {BADGE}"]
    expect(page.locator("#verified")).to_be_focused()
    # A late or second end of the scanner's presses no button; a person's does.
    page.clock.run_for(200)
    scanner.press("Enter")
    assert heard(page) == [f"code {BADGE}"]
    page.clock.run_for(200)
    scanner.press("Enter")
    assert heard(page) == [f"code {BADGE}", "pressed"]


def test_badge_leaves_a_field_as_it_was(page: Page) -> None:
    page.fill("#name", "Lefèvre")
    page.evaluate("document.querySelector('#name').setSelectionRange(2, 4)")
    Scanner(page).scan(f"HTTPS://DOOR.EXAMPLE/B/{BADGE}")
    assert heard(page)[0].endswith(BADGE)
    expect(page.locator("#name")).to_have_value("Lefèvre")
    expect(page.locator("#name")).to_have_attribute("data-heard", "Lefèvre")
    page.keyboard.type("-")
    expect(page.locator("#name")).to_have_value("Le-vre")


def test_badge_does_not_change_a_choice(page: Page) -> None:
    page.focus("#gate")
    Scanner(page).scan(f"HTTPS://DOOR.EXAMPLE/B/{BADGE}", gap=10)
    assert len(heard(page)) == 1
    expect(page.locator("#gate")).to_have_value("A")


@pytest.mark.parametrize("gap", [10, 61, 150])
def test_what_a_person_types_stays(page: Page, gap: int) -> None:
    """A name typed by fingers or by a program, and a badge's code typed letter by letter."""
    page.focus("#name")
    Scanner(page, "azerty").scan("dupont-martinez" if gap < 60 else BADGE.lower(), gap=gap, end="")
    page.clock.run_for(1000)
    expect(page.locator("#name")).to_have_value("dupont-martinez" if gap < 60 else BADGE.lower())
    assert heard(page) == []


def test_other_codes_are_told_outside_a_field_only(page: Page) -> None:
    scanner = Scanner(page, "azerty")
    scanner.scan("IDFRA1234567890")
    assert heard(page) == ["code IDFRA1234567890"]
    page.focus("#name")
    scanner.scan("IDFRA1234567890")
    assert heard(page) == ["code IDFRA1234567890"]
    expect(page.locator("#name")).to_have_value("IDFRA1234567890")


@pytest.mark.parametrize("element", ["#name", "#verified"])
def test_scanner_that_stutters(page: Page, element: str) -> None:
    page.focus(element)
    scanner = Scanner(page)
    scanner.scan(f"HTTPS://DOOR.EXAMPLE/B/{BADGE[:10]}", end="")
    page.clock.run_for(900)
    scanner.scan(BADGE[10:], end="")
    page.clock.run_for(60)
    assert [text[-34:] for text in heard(page)] == [BADGE]
    expect(page.locator("#name")).to_have_value("")


def test_code_of_a_card_without_enter(page: Page) -> None:
    page.focus("#verified")
    Scanner(page, "azerty").scan("IDFRA1234567890", end="")
    page.clock.run_for(1001)
    assert heard(page) == ["code IDFRA1234567890"]


def test_two_scans_in_a_row(page: Page) -> None:
    scanner = Scanner(page)
    scanner.scan(BADGE, end="")
    page.clock.run_for(61)
    scanner.scan(BADGE)
    assert heard(page) == [f"code {BADGE}"] * 2


def test_reads_a_badge_like_the_server(page: Page, app: Flask) -> None:
    wrong = BADGE[:-1] + ("B" if BADGE[-1] != "B" else "C")
    with app.app_context():
        other = derive_badge("8", "BCD")
        texts = [
            BADGE, BADGE.lower(), f"https://x/b/{BADGE}?lang=en", f"https://x/b/{BADGE}//",
            f" {BADGE[:9]} {BADGE[9:]}\n", f"HTTPS/77DOOR.EXQ?PLE7B7{BADGE}", other,
            wrong, BADGE[1:], "A" + BADGE[1:], "", "1234", f"{BADGE}?{wrong}",
        ]  # fmt: skip
        expected = [codes.read(text).tag for text in texts]
    found = page.evaluate("texts => texts.map((text) => readBadge(text)?.tag ?? null)", texts)
    assert found == expected
    assert expected == ["STO"] * 6 + ["BCD"] + [None] * 5 + ["STO"]


def test_hash_is_the_server_s(page: Page) -> None:
    assert page.evaluate("text => sha256hex(text)", BADGE) == hashlib.sha256(BADGE.encode()).hexdigest()
