"""`make messages`: bring both catalogues to what the code and the templates say.

The texts in the code are French. Their catalogue is made from them by the rules of typography, so that nobody types a
no-break space; the English one is written by hand, and this leaves new texts empty in it and drops those gone.
"""

import subprocess
import sys
import tempfile
import tomllib
from datetime import datetime
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from eventreg.typography import french

Text = str | tuple[str, ...]
ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "translations"


def main() -> None:
    extracted = extract()
    for lang in ("fr", "en"):
        path = FOLDER / lang / "LC_MESSAGES" / "messages.po"
        catalogue = update(path, extracted, lang)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file,
                catalogue,
                width=110,
                no_location=True,
                sort_output=True,
            )
        empty = [message.id for message in catalogue if message.id and not all(_forms(message.string))]
        print(f"{lang}: {len(catalogue)} texts, {len(empty)} to write")  # noqa: T201 - a command of make


def extract() -> Catalog:
    """What the sources say now, by the mapping in pyproject.toml."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "messages.pot"
        command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml"]
        subprocess.run([*command, "-k", "_l", "-o", str(target), "."], cwd=ROOT, check=True)  # noqa: S603 - our own
        with target.open("rb") as file:
            return read_po(file)


def update(path: Path, extracted: Catalog, lang: str) -> Catalog:
    """The texts of now, with the translations that stand; French is made anew each time."""
    known = Catalog(locale=lang)
    if path.is_file():
        with path.open("rb") as file:
            known = read_po(file, locale=lang)
    fresh = _empty(lang, known.creation_date)
    for message in extracted:
        if message.id:
            fresh.add(
                message.id, _translation(message, known, lang), flags=message.flags, context=message.context
            )
    return fresh


def _empty(lang: str, created: datetime | str) -> Catalog:
    """A catalogue with its header, which holds no date of today: two people who add texts change no same line."""
    by_whom = (
        "Written by `make messages` alone."
        if lang == "fr"
        else "Kept complete by `make messages` and by hand."
    )
    return Catalog(
        locale=lang,
        header_comment=f"# {Locale(lang).english_name} texts of eventreg. {by_whom}",
        project="eventreg",
        version=_version(),
        msgid_bugs_address="the project's issue tracker",
        last_translator="the authors of eventreg",
        language_team="the authors of eventreg",
        creation_date=created,
        revision_date=created,
        fuzzy=False,
    )


def _version() -> str:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def _translation(message: Message, known: Catalog, lang: str) -> Text:
    if lang == "fr":
        said = tuple(french(form) for form in _forms(message.id))
    else:
        stands = known.get(_forms(message.id)[0], message.context)
        said = _forms(stands.string) if stands else ("",) * len(_forms(message.id))
    return said if message.pluralizable else said[0]


def _forms(text: object) -> tuple[str, ...]:
    """The one form, or singular and plural."""
    return tuple(text) if isinstance(text, tuple | list) else (str(text or ""),)


if __name__ == "__main__":
    main()
