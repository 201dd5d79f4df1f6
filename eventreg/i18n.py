"""Languages: which one a reader gets, and how dates, times and localised texts read in it."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from babel import Locale
from babel.dates import format_date
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, refresh
from flask_babel import gettext as _

from eventreg.typography import french

LANGUAGES = ("fr", "en")
CATALOGUES = Path(__file__).parent / "translations"
NARROW, NO_BREAK = "\u202f", "\u00a0"
COOKIE = "lang"
COOKIE_AGE = timedelta(days=365)


class Localised(Protocol):
    """A text of the edition, by language."""

    def get(self, lang: str) -> str: ...


class Lasting(Protocol):
    """A session, or the slot in which it stands; instants in the event's zone."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def init_app(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "fr"
    Babel(app, locale_selector=language)
    app.jinja_env.filters |= {
        "t": text,
        "date_long": date_long,
        "date_short": date_short,
        "date_range": date_range,
        "time": clock_time,
        "time_range": time_range,
        "own_times": own_times,
        "datetime_long": datetime_long,
        "deadline": deadline,
        "language_name": language_name,
        "localised": localised,
        "ordinal": ordinal,
        "sentence": sentence,
    }
    app.after_request(_remember_choice)


def language() -> str:
    """The reader's language: asked for, remembered, preferred by the browser, else French."""
    known: str | None = g.get("lang")
    if known is None:
        known = g.lang = _negotiate() if has_request_context() else "fr"
    return known


View = TypeVar("View", bound=Callable[..., Any])


def language_by_address(view: View) -> View:
    """Of a view whose answer is the same for everybody: its language stands in the address, or is French; no
    cookie, and no preference of the browser, says another, and nothing is remembered."""
    view.language_by_address = True  # type: ignore[attr-defined]
    return view


def _stands_in_address() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "language_by_address", False)


def _negotiate() -> str:
    if _stands_in_address():
        asked = request.args.get("lang")
        return asked if asked in LANGUAGES else "fr"
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return wish
    return request.accept_languages.best_match(LANGUAGES) or "fr"


def _remember_choice(response: Response) -> Response:
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and response.mimetype == "text/html" and not _stands_in_address():
        response.set_cookie(
            COOKIE, chosen, max_age=COOKIE_AGE, samesite="Lax", secure=request.is_secure, httponly=True
        )
    return response


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Within it everything is said in `lang`: for mail and files, whose reader is not the one who asks."""
    before = g.get("lang")
    g.lang = lang if lang in LANGUAGES else "fr"
    refresh()
    try:
        yield
    finally:
        g.lang = before
        refresh()


def text(localised: Localised | str | None) -> str:
    """The reader's language of an edition's text, in its typography; nothing for None, a string as it is."""
    if localised is None or isinstance(localised, str):
        return localised or ""
    lang = language()
    content = localised.get(lang)
    # Where English is missing the French text stands in: it keeps French typography.
    return french(content) if lang == "fr" or content == localised.get("fr") else content


def localised(texts: Mapping[str, str] | str | None) -> str:
    """Of a text by language as JSON keeps it the reader's, else the other one; "" where there is none."""
    if isinstance(texts, str):
        return texts
    if not texts:
        return ""
    lang = language() if language() in texts else next(iter(texts))
    return french(texts[lang]) if lang == "fr" else texts[lang]


@lru_cache(maxsize=2048)
def _date(day: date, pattern: str, lang: str) -> str:
    written = format_date(day, pattern, locale=lang)
    return re.sub(r"\b1 (?=\D)", "1er ", written, count=1) if lang == "fr" and day.day == 1 else written


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def date_long(moment: date | datetime) -> str:
    """« mardi 3 mars 2026 », “Tuesday 3 March 2026”."""
    return _date(_day(moment), "EEEE d MMMM y", language())


def date_short(moment: date | datetime) -> str:
    """« mardi 3 mars », “Tuesday 3 March”."""
    return _date(_day(moment), "EEEE d MMMM", language())


def date_range(first: date, last: date) -> str:
    """« mardi 3 mars – mercredi 4 mars 2026 »; of one day its date alone."""
    return date_long(last) if first == last else f"{date_short(first)} – {date_long(last)}"


def clock_time(moment: datetime) -> str:
    """« 9 h 30 », « 9 h »; “9:30 a.m.”. `moment` is in the event's zone."""
    return _clock_time(moment.hour, moment.minute, language())


@lru_cache(maxsize=4096)
def _clock_time(hour: int, minute: int, lang: str) -> str:
    if lang == "fr":
        return f"{hour}{NO_BREAK}h" + (f"{NO_BREAK}{minute:02d}" if minute else "")
    return f"{(hour - 1) % 12 + 1}:{minute:02d}{NO_BREAK}{'a.m.' if hour < 12 else 'p.m.'}"


def time_range(starts: datetime, ends: datetime) -> str:
    """« 9 h 30 – 11 h », in the event's zone; a line never begins with the dash."""
    return f"{clock_time(starts)}{NO_BREAK}– {clock_time(ends)}"


def own_times(session: Lasting, told: Lasting) -> str:
    """« 9 h 45 – 11 h » of a session that does not last as long as the slot whose times are `told`; else nothing."""
    if (session.starts_at, session.ends_at) == (told.starts_at, told.ends_at):
        return ""
    return time_range(session.starts_at, session.ends_at)


def day_and_times(starts: datetime, ends: datetime) -> str:
    """« mardi 3 mars, 9 h 30 – 11 h », in the event's zone."""
    return f"{date_short(starts)}, {time_range(starts, ends)}"


def datetime_long(moment: datetime) -> str:
    """« mardi 3 mars 2026 à 9 h 30 », in the event's zone."""
    return _("%(date)s à %(time)s", date=date_long(moment), time=clock_time(moment))


def deadline(closes: datetime) -> str:
    """« vendredi 20 février 2026 à 23 h 59 (heure de Paris) » for the exclusive closing instant 21/02 0 h.

    The last whole minute before it is named: an exclusive midnight would be read a day too late.
    """
    last = closes - timedelta(minutes=1) if closes.second == 0 else closes
    city = getattr(closes.tzinfo, "key", "").rpartition("/")[2].replace("_", " ")
    said = f"{date_long(last)}, {clock_time(last)}" if language() == "en" else datetime_long(last)
    return f"{said} " + _("(heure de %(city)s)", city=city)


def sentence(words: str) -> str:
    """As the beginning of one: « mardi 3 mars » → « Mardi 3 mars ». Jinja's `capitalize` would take March's capital."""
    return words[:1].upper() + words[1:]


@lru_cache
def _language_names(lang: str) -> Mapping[str, str]:
    return Locale(lang).languages


def language_name(code: str) -> str:
    """« français », “French”; the code where nothing is known of it."""
    return _language_names(language()).get(code, code)


def ordinal(number: int) -> str:
    """Of a position (feminine in French): « 1re », « 4e »; “1st”, “4th”, “11th”."""
    if language() == "fr":
        return "1re" if number == 1 else f"{number}e"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
