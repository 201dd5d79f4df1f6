"""Templates compiled once per language: what they say is chosen then, and not at every request.

A page says some fifty constant texts and draws ten icons. Making each while rendering costs as much as the database;
here a call `_("…")` or `icon("…")` of a constant becomes its result. Texts with values and plurals are still chosen
while rendering.
"""

from collections.abc import Callable, Mapping, MutableMapping
from functools import cache
from typing import Any, cast

from babel.support import NullTranslations, Translations
from flask import Flask
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from eventreg.i18n import CATALOGUES, LANGUAGES, language


class SpokenEnvironment(Environment):
    """Gives the templates of the reader's language; each language has an environment, and so a cache, of its own."""

    spoken: Mapping[str, "SpokenEnvironment"] | None = None
    """Of the application's environment; None in those of one language."""
    constants: "_Constants | None" = None

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        if self.spoken is None:
            return super().get_template(name, parent, globals)
        return self.spoken[language()].get_template(name, parent, globals)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return self.constants.visit(tree) if self.constants else tree


class _Constants(NodeTransformer):
    """Replaces `_("text")` by the text, which is markup as Jinja's own newstyle gettext gives it, and
    `icon("name")` by the drawing."""

    def __init__(self, said: NullTranslations) -> None:
        self.known: dict[str, Callable[[str], str]] = {
            "_": lambda text: said.gettext(text) % {},
            "icon": icon,
        }

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the visitor calls it so
        self.generic_visit(node)
        make = self.known.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if make is None or node.kwargs or len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return node
        return nodes.MarkSafe(
            nodes.Const(str(make(node.args[0].value)), lineno=node.lineno), lineno=node.lineno
        )


def icon(name: str) -> Markup:
    """From one self-hosted file. Icons are decoration: the word beside says it."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="/static/img/icons.svg#{}"/></svg>').format(
        name
    )


def init_app(app: Flask) -> None:
    """The rest is chosen while rendering, from the same catalogues."""
    said = {lang: _catalogue(lang) for lang in LANGUAGES}

    def one(message: str) -> str:
        return said[language()].gettext(message)

    def many(singular: str, plural: str, number: int) -> str:
        return said[language()].ngettext(singular, plural, number)

    root = cast(SpokenEnvironment, app.jinja_env)
    root.install_gettext_callables(one, many, newstyle=True)  # type: ignore[attr-defined]
    root.globals["icon"] = icon
    root.spoken = {lang: _in_one_language(root, said[lang]) for lang in LANGUAGES}


@cache
def _catalogue(lang: str) -> NullTranslations:
    """Read once, however many applications there are in this process."""
    return Translations.load(str(CATALOGUES), [lang])


def _in_one_language(root: SpokenEnvironment, said: NullTranslations) -> SpokenEnvironment:
    """Shares filters and globals with `root`, and compiles for itself."""
    environment = root.overlay()
    environment.constants = _Constants(said)
    return environment
