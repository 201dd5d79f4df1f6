"""Forms as a browser without script sends them."""

from collections.abc import Iterable, Mapping

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

Values = Mapping[str, str | Iterable[str]]


def parsed(response: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def one(page: Tag, selector: str) -> Tag:
    """The first element that matches; there is one."""
    found = page.select_one(selector)
    assert found is not None, f"nothing {selector!r} on the page"
    return found


def said(page: Tag, selector: str = "main") -> str:
    """The words of an element, with plain spaces."""
    return spaced(one(page, selector).get_text(" ", strip=True))


def spaced(text: str) -> str:
    """On one line, with plain spaces."""
    return " ".join(text.split())


def form_values(page: Tag, selector: str = "main form") -> MultiDict[str, str]:
    """What the first form that matches would send untouched, hidden fields included."""
    return values_of(one(page, selector))


def values_of(form: Tag) -> MultiDict[str, str]:
    values: MultiDict[str, str] = MultiDict()
    for control in form.select("input[name], select[name], textarea[name]"):
        for value in _values(control):
            values.add(str(control["name"]), value)
    return values


def submit(
    client: FlaskClient, address: str, values: Values | None = None, selector: str = "main form"
) -> TestResponse:
    """Opens the page, fills its form and sends it to the form's action; a list of values is a repeated field.

    A value of [] leaves the field out. Redirections are not followed.
    """
    page = parsed(client.get(address))
    form = page.select_one(selector)
    data = form_values(page, selector)
    for name, value in (values or {}).items():
        data.setlist(name, [value] if isinstance(value, str) else list(value))
    action = form.get("action") if form else None
    return client.post(str(action or address), data=data)


def _values(control: Tag) -> list[str]:
    if control.has_attr("disabled"):
        return []
    if control.name == "textarea":
        return [control.get_text()]
    if control.name == "select":
        options = control.select("option[selected]") or control.select("option")[:1]
        return [str(option.get("value", option.get_text())) for option in options]
    kind = str(control.get("type", "text"))
    if kind in ("submit", "button", "image", "reset", "file"):
        return []
    if kind in ("checkbox", "radio") and not control.has_attr("checked"):
        return []
    return [str(control.get("value", "on" if kind in ("checkbox", "radio") else ""))]
