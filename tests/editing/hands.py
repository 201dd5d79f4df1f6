"""The same change by each hand: the mouse, the keyboard alone, a form without script."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.editing.desk import GRID
from tests.editing.office import Office

HOUR = 120  # px


def piece(page: Page, code: str) -> Locator:
    return page.locator(f'.piece[data-code="{code}"]')


def done(page: Page) -> None:
    """The gesture is answered."""
    expect(page.locator("#outcome")).not_to_be_empty()


class Mouse:
    def __init__(self, office: Office, **options: Any) -> None:
        self.page = office.grid(**options)

    def _drag(self, start: tuple[float, float], by: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(start[0] + by[0] / 2, start[1] + by[1] / 2, steps=3)
        mouse.move(start[0] + by[0], start[1] + by[1], steps=3)
        mouse.up()

    def _at(self, code: str, share: float) -> tuple[float, float]:
        """A point of the card: `share` of its height, 0 its beginning, 1 its end."""
        one = piece(self.page, code)
        one.evaluate("card => card.scrollIntoView({block: 'center'})")
        box = one.bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + 3 + (box["height"] - 6) * share

    def move(self, code: str, *, hours: float = 0, rooms: int = 0) -> None:
        width = self.page.locator(".lane").first.evaluate("lane => lane.offsetWidth")
        self._drag(self._at(code, 0.7), (rooms * width, hours * HOUR))

    def end(self, code: str, hours: float) -> None:
        self._drag(self._at(code, 1), (0, hours * HOUR))

    def begin(self, code: str, hours: float) -> None:
        self._drag(self._at(code, 0), (0, hours * HOUR))

    def draw(self, room: str, start: float, end: float, title: str) -> None:
        lane = self.page.locator(f'.lane[data-room="{room}"]')
        first = int(self.page.locator("#board").get_attribute("data-first") or 0) / 60
        down = (start - first) * HOUR
        lane.evaluate("(lane, down) => scrollBy(0, lane.getBoundingClientRect().top + down - 300)", down)
        box = lane.bounding_box()
        assert box
        top = box["y"] + down + 4
        self._drag((box["x"] + 20, top), (0, (end - start) * HOUR - 6))
        name(self.page, title)


class Keyboard:
    """Nothing but keys, from the moment that the page is open."""

    def __init__(self, office: Office, **options: Any) -> None:
        self.page = office.grid(**options)
        self.step = int(options.get("step", 15))

    def _pick(self, code: str) -> None:
        piece(self.page, code).locator(".piece-pick").focus()
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#held")).not_to_be_empty()

    def _press(self, key: str, times: float) -> None:
        for _ in range(round(times)):
            self.page.keyboard.press(key)

    def _turn(self, prefix: str, hours: float) -> None:
        way = "ArrowDown" if hours > 0 else "ArrowUp"
        self._press(f"{prefix}{way}", abs(hours) * 60 / self.step)

    def move(self, code: str, *, hours: float = 0, rooms: int = 0) -> None:
        self._pick(code)
        self._turn("", hours)
        self._press("ArrowRight" if rooms > 0 else "ArrowLeft", abs(rooms))
        self.page.keyboard.press("Enter")

    def end(self, code: str, hours: float) -> None:
        self._pick(code)
        self._turn("Shift+", hours)
        self.page.keyboard.press("Enter")

    def begin(self, code: str, hours: float) -> None:
        self._pick(code)
        self._turn("Alt+", hours)
        self.page.keyboard.press("Space")

    def draw(self, room: str, start: float, end: float, title: str) -> None:
        self.page.locator("#draw").focus()
        self.page.keyboard.press("Enter")
        ghost = self.page.locator(".ghost")
        expect(ghost).to_be_visible()
        rooms = self.page.locator(".lane").evaluate_all("lanes => lanes.map(lane => lane.dataset.room)")
        self._press("ArrowRight", rooms.index(room))
        while not self._stands_at(start):
            self.page.keyboard.press("ArrowDown")
        self._turn("Shift+", end - start - 1)
        self.page.keyboard.press("Enter")
        name(self.page, title)

    def _stands_at(self, hour: float) -> bool:
        said = self.page.locator(".ghost").inner_text().replace("\u00a0", " ")
        return said.startswith(
            f"{int(hour)} h –" if hour % 1 == 0 else f"{int(hour)} h {round(hour % 1 * 60):02}"
        )


def name(page: Page, title: str) -> None:
    """In the dialog that a drawn session opens, without the mouse."""
    expect(page.locator("#new-title")).to_be_focused()
    page.keyboard.type(title)
    page.keyboard.press("Enter")


class Form:
    """The session's own page, in a browser without script."""

    def __init__(self, office: Office, **_options: Any) -> None:
        self.page = office.page(script=False)

    def _open(self, code: str) -> None:
        self.page.goto(f"{GRID}/seances/{code}")

    def _save(self) -> None:
        self.page.locator("#row .actions button").click()

    def _shift(self, field: str, hours: float) -> None:
        known = self.page.locator(f"#{field}").input_value()
        hour, minute = map(int, known.split(":"))
        moved = hour * 60 + minute + round(hours * 60)
        self.page.locator(f"#{field}").fill(f"{moved // 60:02}:{moved % 60:02}")

    def move(self, code: str, *, hours: float = 0, rooms: int = 0) -> None:
        self._open(code)
        self._shift("starts", hours)
        self._shift("ends", hours)
        options = self.page.locator("#room option").evaluate_all("all => all.map(one => one.value)")
        at = options.index(self.page.locator("#room").input_value())
        self.page.locator("#room").select_option(options[at + rooms])
        self._save()

    def end(self, code: str, hours: float) -> None:
        self._open(code)
        self._shift("ends", hours)
        self._save()

    def begin(self, code: str, hours: float) -> None:
        self._open(code)
        self._shift("starts", hours)
        self._save()

    def draw(self, room: str, start: float, end: float, title: str) -> None:
        self._open("nouvelle")
        self.page.locator("#title_fr").fill(title)
        for field, hour in (("starts", start), ("ends", end)):
            self.page.locator(f"#{field}").fill(f"{int(hour):02}:{round(hour % 1 * 60):02}")
        self.page.locator("#room").select_option(room)
        self._save()
