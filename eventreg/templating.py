"""Templates compiled once per language: what they say is chosen then, and not at every request.

A page says some fifty constant texts. Looking each up while rendering costs as much as the database; here a call
`_("…")` without values becomes the text itself. Texts with values and plurals are still chosen while rendering.
"""

from collections.abc import Mapping, MutableMapping
from typing import Any, cast

from babel.support import NullTranslations, Translations
from flask import Flask
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

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
    """Replaces `_("text")` by the text, which is markup as Jinja's own newstyle gettext gives it."""

    def __init__(self, said: NullTranslations) -> None:
        self.said = said

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the visitor calls it so
        self.generic_visit(node)
        constant = isinstance(node.node, nodes.Name) and node.node.name == "_" and not node.kwargs
        if not constant or len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return node
        text: str = self.said.gettext(node.args[0].value) % {}
        return nodes.MarkSafe(nodes.Const(text, lineno=node.lineno), lineno=node.lineno)


def init_app(app: Flask) -> None:
    """The rest is chosen while rendering, from the same catalogues."""
    said = {lang: Translations.load(str(CATALOGUES), [lang]) for lang in LANGUAGES}

    def one(message: str) -> str:
        return said[language()].gettext(message)

    def many(singular: str, plural: str, number: int) -> str:
        return said[language()].ngettext(singular, plural, number)

    root = cast(SpokenEnvironment, app.jinja_env)
    root.install_gettext_callables(one, many, newstyle=True)  # type: ignore[attr-defined]
    root.spoken = {lang: _in_one_language(root, said[lang]) for lang in LANGUAGES}


def _in_one_language(root: SpokenEnvironment, said: NullTranslations) -> SpokenEnvironment:
    """Shares filters and globals with `root`, and compiles for itself."""
    environment = root.overlay()
    environment.constants = _Constants(said)
    return environment
