"""Each template compiles, says everything through the catalogues, and keeps to the content security policy."""

import re

import pytest
from jinja2 import Environment

from tests.lint.templates import NAMES, Reader, html, source, tree, untranslated_constants, words

ABSOLUTE = re.compile(r"^\s*(?:https?:)?//", re.IGNORECASE)
# What makes a browser fetch something by itself; a link that a person follows may lead elsewhere.
FETCHING = {"src", "srcset", "poster", "data", "background"}
# A mail has no style sheet and no policy: its styles stand in its tags.
PAGES = [name for name in NAMES if name.endswith(".html") and not name.startswith("mail/")]


@pytest.fixture(scope="module")
def environment(shared_app) -> Environment:
    return shared_app.jinja_env


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(environment: Environment, name: str) -> None:
    environment.compile(source(name), name)
    missing = [other for other in _referenced(environment, name) if other not in NAMES]
    assert not missing, f"{name} names templates that do not exist"


@pytest.mark.parametrize("name", NAMES)
def test_template_says_nothing_untranslated(environment: Environment, name: str) -> None:
    template = tree(environment, name)
    text = html(template)
    spoken = Reader(text).spoken if not name.endswith(".txt") else [text]
    found = [piece.strip() for piece in spoken if words(piece)] + list(untranslated_constants(template))
    assert not found, f"{name}: put into _(): {found}"


@pytest.mark.parametrize("name", PAGES)
def test_template_has_no_inline_style_or_script(environment: Environment, name: str) -> None:
    page = Reader(html(tree(environment, name)))
    assert not page.code, f"{name}: inline <script> or <style>"
    inline = [
        (tag, key) for tag, given in page.tags for key in given if key == "style" or key.startswith("on")
    ]
    assert not inline, f"{name}: the content security policy forbids {inline}"


@pytest.mark.parametrize("name", NAMES)
def test_template_fetches_nothing_from_elsewhere(environment: Environment, name: str) -> None:
    tags = Reader(html(tree(environment, name))).tags
    foreign = [
        (tag, value) for tag, given in tags for key, value in given.items() if _fetches(tag, key, value)
    ]
    assert not foreign, f"{name} fetches {foreign}"


def _fetches(tag: str, key: str, value: str) -> bool:
    return bool(ABSOLUTE.match(value)) and (key in FETCHING or (tag == "link" and key == "href"))


def _referenced(environment: Environment, name: str) -> set[str]:
    # Only literal names; a computed one is found by the test of its page.
    pattern = r"{%-?\s*(?:extends|include|import|from)\s+[\"']([^\"']+)[\"'](?!\s+ignore missing)"
    return set(re.findall(pattern, source(name)))
