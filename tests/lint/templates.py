"""What a template says, taken apart: its own HTML, without what its expressions give."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates"
PATHS = sorted(path for path in FOLDER.rglob("*") if path.suffix in (".html", ".txt", ".svg", ".xml"))
NAMES = [path.relative_to(FOLDER).as_posix() for path in PATHS]

# Stands where an expression gives something; a private-use character, so neither letter nor space.
EXPRESSION = "\ue000"
SPOKEN_ATTRIBUTES = frozenset({"title", "aria-label", "aria-description", "alt", "placeholder", "label"})
# <meta content="…"> is spoken only for these names.
SPOKEN_META = frozenset({"description", "author", "application-name"})
# A script element of this type is read by search engines and run by nobody, so the policy is not about it.
DATA_BLOCK = "application/ld+json"
TRANSLATORS = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})
# Names of things and formats; they read the same in every language. Language names stand in their own language.
UNIVERSAL = frozenset(
    {
        "eventreg",
        "Google",
        "Outlook",
        "Apple",
        "Thunderbird",
        "iCalendar",
        "ICS",
        "PDF",
        "CSV",
        "JSON",
        "SVG",
        "QR",
        "XLSX",
    }
    | {"UTF-8", "FR", "EN", "Français", "English"}
)
WORD = re.compile(r"[^\W\d_][^\W_]*(?:-[^\W_]+)*[^\W\d_]")
# The beginning of a phrase in an expression: a capital, small letters, then a space, a stop or the end.
PHRASE = re.compile(r"^[A-ZÀ-Ý][a-zà-ÿ]+(?:’[a-zà-ÿ]+)?(?:[ .,…:]|$)")


def source(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def tree(environment: Environment, name: str) -> nodes.Template:
    return environment.parse(source(name), name)


def html(template: nodes.Node) -> str:
    """The template's own text in its order, both branches of each if."""
    return "".join(_pieces(template))


def _pieces(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Expr):
        yield EXPRESSION
    elif isinstance(node, nodes.Block) and node.name.endswith("_class"):
        return  # stands in an attribute of the page that this one extends
    else:
        outputs = isinstance(node, nodes.Output)
        for child in node.iter_child_nodes():
            if outputs or not isinstance(child, nodes.Expr):
                yield from _pieces(child)


class Reader(HTMLParser):
    """Collects what a person reads or hears, and the tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.spoken: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.code: list[str] = []
        self._raw = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        self.spoken += [value for name, value in attributes.items() if _is_spoken(tag, name, attributes)]
        if tag in ("script", "style"):
            self._raw = "data" if attributes.get("type") == DATA_BLOCK else "code"
        else:
            self._raw = ""

    def handle_endtag(self, tag: str) -> None:
        self._raw = ""

    def handle_data(self, data: str) -> None:
        if self._raw != "data":
            (self.code if self._raw else self.spoken).append(data)


def _is_spoken(tag: str, name: str, attributes: dict[str, str]) -> bool:
    if tag == "meta":
        return name == "content" and attributes.get("name") in SPOKEN_META
    if tag == "input" and name == "value":
        return attributes.get("type") in ("submit", "button", "reset")
    return name in SPOKEN_ATTRIBUTES


def words(text: str) -> list[str]:
    """The words of a text that belong to one language; an address that a macro makes has none."""
    if text.strip().startswith(("/", "?")) and " " not in text.strip():
        return []
    return [word for word in WORD.findall(text) if word not in UNIVERSAL]


def untranslated_constants(template: nodes.Node) -> Iterator[str]:
    """Strings in expressions that begin like a phrase and pass through no translation."""
    if isinstance(template, nodes.Call) and getattr(template.node, "name", "") in TRANSLATORS:
        return
    if isinstance(template, nodes.Const) and isinstance(template.value, str) and PHRASE.match(template.value):
        if words(template.value):
            yield template.value
        return
    for child in template.iter_child_nodes():
        yield from untranslated_constants(child)
