import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from eventreg.event import edition as edition_module
from eventreg.event.edition import Edition, EditionFaults, Fault, Heading, Text, parse

FILE = Path(edition_module.__file__).parent / "editions" / "saint-ouen-2026.toml"
SHIPPED = FILE.read_text(encoding="utf-8")

# The invitation's times, written out here once more.
ITEMS = """
accueil-1     welcome   3  8:30  9:00
bienvenue     plenary   3  9:00  9:30
atelier-1     workshop  3  9:30 11:00
atelier-2     workshop  3  9:30 11:00
pause-1       break     3 11:00 11:30
temoignages   plenary   3 11:30 12:30
dejeuner-1    meal      3 12:30 14:00
co-creation   plenary   3 14:00 15:30
pause-2       break     3 15:30 16:00
atelier-3     workshop  3 16:00 17:30
atelier-4     workshop  3 16:00 17:30
conclusion-1  plenary   3 17:30 17:45
networking    social    3 17:45 22:00
accueil-2     welcome   4  8:30  9:00
atelier-5     workshop  4  9:00 10:30
pause-3       break     4 10:30 10:45
atelier-6     workshop  4 10:45 12:15
atelier-7     workshop  4 10:45 12:15
synthese      plenary   4 12:15 12:45
dejeuner-2    meal      4 12:45 14:00
"""


def edited(*changes: tuple[str, str]) -> str:
    text = SHIPPED
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def session(code: str, before: str, after: str) -> str:
    """The shipped file with one change in the table of that session."""
    head, mark, rest = SHIPPED.partition(f'[[session]]\ncode = "{code}"\n')
    assert before in rest.partition("[[session]]")[0]
    return head + mark + rest.replace(before, after, 1)


def faults(text: str) -> list[Fault]:
    with pytest.raises(EditionFaults) as caught:
        parse(text)
    return list(caught.value.faults)


def said(text: str) -> list[tuple[str, str]]:
    return [(fault.key, fault.message) for fault in faults(text)]


# The shipped edition


def test_shipped_edition_has_the_items_and_times_of_the_invitation() -> None:
    def clock(moment: datetime) -> str:
        return f"{moment.hour}:{moment.minute:02d}"

    read = [
        [s.code, s.kind, str(s.starts_at.day), clock(s.starts_at), clock(s.ends_at)]
        for s in parse(SHIPPED).sessions
    ]
    assert read == [line.split() for line in ITEMS.split("\n") if line]
    assert len(read) == 20


def test_shipped_edition_keeps_the_words_of_the_invitation() -> None:
    edition = parse(SHIPPED)
    by_code = {s.code: s for s in edition.sessions}
    assert edition.event.title.fr == "Renforcer le pouvoir d’agir des collectivités locales en France"
    assert edition.event.status_note.fr == "Pré-programme (à confirmer)"
    assert edition.event.identity_rule.get("fr").endswith(
        "pièce d’identité pour accéder au lieu de l’évènement."
    )
    assert len(edition.event.objectives) == 3
    assert by_code["atelier-1"].title.fr == "Atelier 1 : Comment susciter l’action citoyenne ?"
    assert by_code["atelier-1"].contributors == ("Nantes Métropole", "Marseille", "Angers Loire Métropole")
    assert by_code["atelier-7"].contributors == ("I4CE", "Paris", "Marseille")
    assert [organiser.role for organiser in edition.organisers] == [
        "host",
        "co_organiser",
        "co_organiser",
        "partner",
    ]


def test_shipped_edition_names_each_grant_in_the_statement_of_its_project() -> None:
    funding = parse(SHIPPED).funding
    assert [grant for entry in funding for grant in entry.grants] == ["101121530", "101139652", "101203247"]
    for entry in funding:
        assert entry.disclaimer is not None
        for lang in ("fr", "en"):
            assert all(f"{grant}" in entry.statement.get(lang) for grant in (entry.project, *entry.grants))


def test_shipped_edition_closes_registration_when_the_twentieth_is_over() -> None:
    assert parse(SHIPPED).event.registration_closes_at == datetime(2026, 2, 20, 23, tzinfo=UTC)


def test_shipped_edition_is_complete_in_both_languages() -> None:
    assert [text.fr for text in texts(parse(SHIPPED)) if text.en is None] == []


def test_shipped_edition_is_composed_unicode_with_typographic_apostrophes() -> None:
    for value in strings(tomllib.loads(SHIPPED)):
        assert unicodedata.is_normalized("NFC", value)
        assert "'" not in value
        assert not set(value) & set("\u00a0\u202f")


def test_shipped_edition_comments_each_assumption_beside_its_key() -> None:
    for table in re.split(r"^\[.*\]$", SHIPPED, flags=re.MULTILINE):
        data = tomllib.loads(table)
        marked = {
            re.split(r"[. ]", line)[0]
            for line in table.split("\n")
            if line.endswith("# hypothèse à confirmer")
        }
        assert marked == set(data.get("to_confirm", []))


def texts(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    for part in (
        value if isinstance(value, tuple) else vars(value).values() if hasattr(value, "__dict__") else ()
    ):
        yield from texts(part)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(part)


# Reading


def test_edition_gives_aware_instants_and_days() -> None:
    edition = parse(SHIPPED)
    first = edition.sessions[0]
    assert edition.zone == ZoneInfo("Europe/Paris")
    assert edition.starts(first) == datetime(2026, 3, 3, 7, 30, tzinfo=UTC)
    assert edition.ends(first).tzinfo == ZoneInfo("Europe/Paris")
    assert edition.days == (date(2026, 3, 3), date(2026, 3, 4))


def test_edition_is_the_same_from_its_json() -> None:
    edition = parse(SHIPPED)
    assert Edition.model_validate_json(edition.model_dump_json(by_alias=True, exclude_none=True)) == edition


def test_edition_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        parse(SHIPPED).event.capacity = 1  # type: ignore[misc]


def test_text_falls_back_to_french() -> None:
    assert Text(fr="Bonjour").get("en") == "Bonjour"
    assert Text(fr="Bonjour", en="Hello").get("en") == "Hello"
    assert Heading(fr="Bonjour", en="Hello").get("de") == "Bonjour"


def test_text_is_composed_and_stripped() -> None:
    assert Text(fr=" e\u0301te\u0301\n").fr == "été"


@pytest.mark.parametrize("text", ["\ufeff" + SHIPPED, SHIPPED.replace("\n", "\r\n")])
def test_parse_reads_files_of_other_editors(text: str) -> None:
    assert parse(text) == parse(SHIPPED)


# Faults


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_fault_tells_key_line_and_reason() -> None:
    text = session("atelier-3", "capacity = 60", "capacity = -1")
    assert faults(text) == [
        Fault("session[atelier-3].capacity", line_of(text, "capacity = -1"), "must be at least 0")
    ]
    assert str(faults(text)[0]).endswith("session[atelier-3].capacity must be at least 0")


def test_fault_of_a_missing_key_has_the_line_of_its_table() -> None:
    text = session("bienvenue", "starts_at = 2026-03-03T09:00:00\n", "")
    assert faults(text) == [
        Fault("session[bienvenue].starts_at", line_of(text, 'code = "bienvenue"') - 1, "is missing")
    ]


def test_fault_line_is_not_misled_by_strings_and_comments() -> None:
    text = edited(
        ('tag = "STO"', 'tag = """\nS[x]\n# "\ncapacity = 1\n"""  # [room] capacity = "'),
        ("capacity = 300", "capacity = 300.5"),
    )
    assert [(fault.key, fault.line) for fault in faults(text)] == [
        ("event.tag", line_of(text, "tag = ")),
        ("event.capacity", line_of(text, "capacity = 300.5")),
    ]


def test_syntax_fault_has_its_line() -> None:
    (fault,) = faults(edited(("[venue]", "[venue")))
    assert (fault.key, fault.line) == ("", line_of(SHIPPED, "[venue]"))
    assert "not valid TOML" in str(fault)


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = edited(
        ('title.fr = "Renforcer', 'colour = "red"\ntitle.de = "'),
        ('timezone = "Europe/Paris"', 'timezone = "Europe/Lutece"'),
        ('kind = "plenary"', 'kind = "party"'),
        ('room = "salle-1"', 'room = "cave"'),
        ("2026-03-04T14:00:00", "2026-03-05T14:00:00"),
    )
    assert said(text) == [
        ("event.colour", "is not a key of this table"),
        ("event.title.fr", "is missing: French is required"),
        ("event.title.de", "is not a key of this table"),
        ("event.timezone", "is not a time zone; write it like Europe/Paris"),
        ("session[bienvenue].kind", "must be 'welcome', 'plenary', 'workshop', 'break', 'meal' or 'social'"),
        ("session[atelier-1].room", "names 'cave', which is no room of this file"),
        ("session[dejeuner-2].ends_at", "makes the session longer than 12 hours"),
        ("session[dejeuner-2].ends_at", "is outside the event's days (starts_on to ends_on)"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "key", "message"),
    [
        ('tag = "STO"', 'tag = "STA"', "event.tag", "three letters of BCDEFGHIJKLNOPRSTUVX"),
        ('tag = "STO"', "tag = 5", "event.tag", "must be a text in quotes"),
        ("title.fr = ", "title.de = ", "event.title.fr", "French is required"),
        ('title.fr = "Renforcer', 'title.fr = " "\nx.y = "', "event.title.fr", "must not be blank"),
        (
            'title.fr = "Renforcer',
            r'title.fr = "\u200b\u200d"' + '\nx.y = "',
            "event.title.fr",
            "must not be blank",
        ),
        ("Renforcer le pouvoir", r"Renforcer\nle pouvoir", "event.title.fr", "must be a single line"),
        ("Renforcer le pouvoir", r"Renforcer\u0000le", "event.title.fr", "control character (U+0000)"),
        ("En 2022, 9", r"En 2022,\u001b9", "event.about.fr", "control character (U+001B)"),
        ("En 2022, 9", r"En 2022,\r9", "event.about.fr", "control character (U+000D)"),
        ("En 2022, 9", r"En 2022,\uFFFF9", "event.about.fr", "control character (U+FFFF)"),
        (
            '8 boulevard Victor Hugo"\npost',
            '8\\u007Fbis"\npost',
            "venue.address",
            "control character (U+007F)",
        ),
        ('title.fr = "Renforcer', 'title.fr = 1\nx.y = "', "event.title.fr", "must be a text in quotes"),
        ("starts_on = 2026-03-03", 'starts_on = "2026-03-03"', "event.starts_on", "must be a date"),
        ("starts_on = 2026-03-03", "starts_on = 2026-03-03T00:00:00", "event.starts_on", "must be a date"),
        ("ends_on = 2026-03-04", "ends_on = 2026-03-02", "event.ends_on", "must not be before starts_on"),
        ("ends_on = 2026-03-04", "ends_on = 2062-03-04", "event.ends_on", "must be within a month"),
        ('"Europe/Paris"', '"Europe"', "event.timezone", "is not a time zone"),
        ('"Europe/Paris"', '"../../etc/passwd"', "event.timezone", "is not a time zone"),
        ("capacity = 300", "capacity = true", "event.capacity", "must be a whole number"),
        ("capacity = 300", 'capacity = "300"', "event.capacity", "must be a whole number"),
        ("capacity = 300", "capacity = 300.0", "event.capacity", "must be a whole number"),
        ("capacity = 300", "capacity = 9999999999", "event.capacity", "must be at most 100000"),
        ("21T00:00:00+01:00", "21T00:00:00", "event.registration_closes_at", "must carry its offset"),
        ("21T00:00:00+01:00", "21", "event.registration_closes_at", "must be a date-time"),
        (
            "2026-02-21T00:00:00+01:00",
            "2026-01-12T08:00:00Z",
            "event.registration_closes_at",
            "must be after registration_opens_at",
        ),
        ("grace_minutes = 30", "grace_minutes = -1", "event.grace_minutes", "must be at least 0"),
        ("mission-villes@", "mission villes@", "event.contact_email", "is not an e-mail address"),
        ("mission-villes@", "évènement@", "event.contact_email", "is not an e-mail address"),
        ("latitude = 48.9066", "latitude = 90.5", "venue.latitude", "must be at most 90"),
        ("longitude = 2.3336", "longitude = -181", "venue.longitude", "must be at least -180"),
        ("longitude = 2.3336", "longitude = nan", "venue.longitude", "must be a number"),
        (
            'role = "partner"',
            'role = "boss"',
            "organiser[3].role",
            "must be 'host', 'co_organiser' or 'partner'",
        ),
        ('grants = ["101203247"]', "grants = []", "funding[1].grants", "must not be empty"),
        (
            'grants = ["101203247"]',
            "grants = [101203247]",
            "funding[1].grants[0]",
            "must be a text in quotes",
        ),
        ('grants = ["101203247"]', 'grants = "101203247"', "funding[1].grants", "must be an array"),
        ('code = "hall"', 'code = "Hall"', "room[Hall].code", "must be made of small letters"),
        ('code = "hall"', 'code = "salle-1"', "room[salle-1].code", "is used by another room already"),
        (
            'code = "pause-2"',
            'code = "pause-1"',
            "session[pause-1].code",
            "is used by another session already",
        ),
        (
            "[legal]\n",
            '[[category]]\ncode = "vip"\nafter_deadline = true\nbeside_capacity = true\n[legal]\n',
            "category[vip].code",
            "must be 'participant', 'speaker'",
        ),
        (
            "[legal]\n",
            '[[category]]\ncode = "press"\nafter_deadline = true\nbeside_capacity = true\n' * 2 + "[legal]\n",
            "category[press].code",
            "is used by another category already",
        ),
        ('"capacity", "registration_opens_at"', '"jauge"', "event.to_confirm", "names 'jauge', not a key"),
        (
            "[legal]\n",
            "[legal]\naccessibility_rate = 101\n",
            "legal.accessibility_rate",
            "must be at most 100",
        ),
        ('authority_url = "https:', 'authority_url = "http:', "privacy.authority_url", "https://"),
        ("[legal]\n", "[extra]\na = 1\n[legal]\n", "extra", "is not a key of this table"),
    ],
)
def test_parse_refuses(before: str, after: str, key: str, message: str) -> None:
    found = said(edited((before, after)))
    assert [m for k, m in found if k == key and message in m], found


@pytest.mark.parametrize(
    ("code", "before", "after", "key", "message"),
    [
        ("pause-1", "T11:30:00", "T11:00:00", "ends_at", "must be after starts_at"),
        ("accueil-1", "T08:30:00", "T08:30:00+01:00", "starts_at", "must be a local date-time"),
        ("accueil-1", "T08:30:00", "T08:30:30", "starts_at", "must be a whole minute"),
        (
            "accueil-1",
            "2026-03-03T08:30:00",
            "2026-03-02T23:59:00",
            "starts_at",
            "is outside the event's days",
        ),
        ("networking", "03T22:00:00", "04T06:00:00", "ends_at", "longer than 12 hours"),
        ("atelier-1", "capacity = 60", "capacity = 61", "capacity", "is more than the room holds (60)"),
        (
            "atelier-1",
            "capacity = 60  # hypothèse à confirmer\n",
            "",
            "capacity",
            "is missing: a workshop needs one",
        ),
        ("pause-1", "language", "capacity = 5\nlanguage", "capacity", "is for workshops only"),
        ("atelier-2", "salle-2", "salle-1", "room", "is taken at that time by atelier-1"),
        (
            "atelier-2",
            'status = "provisional"',
            'status = "maybe"',
            "status",
            "must be 'provisional', 'confirmed'",
        ),
        ("atelier-2", '"NetZeroCities", ', '"", ', "contributors[0]", "must not be blank"),
        ("atelier-2", 'title.fr = "Atelier 2', 'title = "', "title", "must be given per language"),
        ("atelier-2", 'language = "fr"', 'language = "French"', "language", "must be a language code"),
    ],
)
def test_parse_refuses_a_session(code: str, before: str, after: str, key: str, message: str) -> None:
    text = session(code, before, after)
    if key == "title":
        text = text.replace('title.en = "Workshop 2: What does', 'description.en = "', 1)
    found = said(text)
    assert [m for k, m in found if k == f"session[{code}].{key}" and message in m], found


def test_session_over_a_skipped_hour_is_refused() -> None:
    text = SHIPPED.replace("2026-03-03", "2026-03-29").replace("2026-03-04", "2026-03-30")
    text = text.replace("T08:30:00", "T02:30:00", 1)
    assert said(text) == [("session[accueil-1].starts_at", "does not exist: clocks go forward over it")]


def test_cancelled_session_frees_its_room() -> None:
    text = session("atelier-2", 'room = "salle-2"', 'room = "salle-1"')
    cancelled = text.replace(
        'status = "provisional"\ncontributors = ["NetZ', 'status = "cancelled"\ncontributors = ["NetZ'
    )
    assert parse(cancelled).sessions[3].status == "cancelled"


def test_evening_may_end_at_midnight_of_the_last_day() -> None:
    assert parse(session("dejeuner-2", "04T14:00:00", "05T00:00:00")).sessions[-1].ends_at.hour == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "event = 1",
        "session = 5",
        "session = [1]",
        "[[event]]",
        "a = " + "[" * 2000,
        "room = [[]]",
        "x = " + "9" * 5000,
    ],
)
def test_parse_says_what_is_wrong_with_anything(text: str) -> None:
    assert faults(text)


@given(st.integers(0, len(SHIPPED)), st.integers(0, 60), st.text(max_size=6))
def test_parse_of_a_damaged_file_gives_an_edition_or_faults(at: int, length: int, put: str) -> None:
    found: tuple[Fault, ...] = ()
    edition = None
    try:
        edition = parse(SHIPPED[:at] + put + SHIPPED[at + length :])
    except EditionFaults as error:
        found = error.faults
    assert bool(edition) != bool(found)
