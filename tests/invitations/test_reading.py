"""Lists of people as spreadsheets write them."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventreg.invitations import columns
from eventreg.invitations.errors import Unreadable
from eventreg.invitations.reading import MOST_LINES, Line, decoded, lines

HEADER = "given_name,family_name,email,category\n"
ZOE = "Zoé,Nguyễn,zoe@ville.example.org,speaker\n"


@pytest.fixture(autouse=True)
def _in_french(app: Flask):
    with app.test_request_context():
        yield


def refused(text: str) -> str:
    with pytest.raises(Unreadable) as caught:
        lines(text)
    return caught.value.message().replace("\u00a0", " ").replace("\u202f", " ")


def faults(row: str, header: str = HEADER) -> str:
    found = lines(header + row)
    assert found[-1].invitee is None
    return "; ".join(found[-1].faults).replace("\u00a0", " ").replace("\u202f", " ")


def only(found: list[Line]):
    assert [line.faults for line in found] == [()]
    return found[0].invitee


def test_a_plain_list() -> None:
    person = only(lines(HEADER + ZOE))
    assert (person.given_name, person.family_name, person.email) == ("Zoé", "Nguyễn", "zoe@ville.example.org")
    assert (person.category, person.lang, person.organisation) == ("speaker", "fr", "")


def test_as_excel_in_french_writes_it() -> None:
    octets = (
        "Prénom;Nom;Courriel;Catégorie;Organisme;Type d’organisme;Fonction;Langue\r\n"
        'Zoé;Nguyễn;Zoe@Ville.example.org;Intervenante;"Angers; Loire";Collectivité territoriale;;anglais\r\n'
        ";;;;;;;\r\n"
    ).encode("utf-8-sig")
    person = only(lines(decoded(octets)))
    assert (person.category, person.lang) == ("speaker", "en")
    assert (person.organisation, person.organisation_kind) == ("Angers; Loire", "local")
    assert person.email_key == "zoe@ville.example.org"


@pytest.mark.parametrize(
    "text", [f"sep=,\n{HEADER}{ZOE}", f"\n\n{HEADER}\n{ZOE}", (HEADER + ZOE).replace(",", "\t")]
)
def test_other_shapes_of_the_same_list(text: str) -> None:
    assert only(lines(text)).family_name == "Nguyễn"


def test_lines_are_numbered_as_in_the_file() -> None:
    found = lines(
        'given_name,family_name,email,category,organisation\nA,B,a@b.example,press,"one\ntwo"\n\nC,D,,guest,\n'
    )
    assert [line.number for line in found] == [2, 5]
    assert found[0].invitee is not None
    assert found[0].invitee.organisation == "one two"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",Nguyễn,zoe@b.example,press", "prénom (given_name) : à indiquer"),
        ("\u200b,Nguyễn,zoe@b.example,press", "prénom (given_name) : à indiquer"),
        ("Zoé,Nguyễn,,press", "courriel (email) : à indiquer"),
        ("Zoé,Nguyễn,zoe@,press", "courriel (email) : ce n’est pas une adresse complète"),
        ("Zoé,Nguyễn,zoë@b.example,press", "courriel (email) : ce n’est pas une adresse complète"),
        ("Zoé,Nguyễn,zoe@b.example,", "catégorie (category) : à indiquer"),
        ("Zoé,Nguyễn,zoe@b.example,vip", "catégorie (category) : « vip » n’est pas prévu"),
        ("Zoé,Nguyễn,zoe@b.example,press,more", "plus de cellules que l’en-tête n’a de colonnes"),
        ("Zoé\x07,Nguyễn,zoe@b.example,press", "un caractère invisible interdit"),
        (f"{'Z' * 102},Nguyễn,zoe@b.example,press", "prénom (given_name) : trop long de 2 caractères"),
    ],
)
def test_each_fault_is_named(row: str, said: str) -> None:
    assert faults(row) == said


def test_every_fault_of_a_line_is_named() -> None:
    assert faults(",,x,y").count(";") == 3


def test_the_second_line_with_an_address_names_the_first() -> None:
    found = lines(HEADER + ZOE + ZOE.replace("zoe@ville", "ZOE@Ville"))
    assert found[0].invitee is not None
    assert found[1].faults == ("même adresse qu’à la ligne 2",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "",
            "Il manque dans l’en-tête : prénom (given_name), nom (family_name), courriel (email), catégorie",
        ),
        (ZOE, "Il manque dans l’en-tête"),
        ("nom,prénom,email\n", "Il manque dans l’en-tête : catégorie (category)."),
        (HEADER, "Le fichier ne contient personne"),
        (HEADER.replace("\n", ",téléphone\n") + ZOE, "La colonne « téléphone » n’est pas prévue"),
        (HEADER.replace("\n", ",courriel\n") + ZOE, "La colonne « courriel (email) » figure deux fois."),
        (HEADER + f"Zoé,{'N' * 200_000},x@b.example,press\n", "Ligne 2 : une cellule est trop longue."),
        (HEADER + 'Zoé,"Nguyễn,x@b.example,press\n', "Ligne 2 : un guillemet n’est pas fermé"),
        (
            HEADER + "".join(f"A,B,p{n}@b.example,press\n" for n in range(MOST_LINES + 1)),
            "plus de 1 000 personnes",
        ),
    ],
)
def test_what_is_no_such_list_is_refused_as_a_whole(text: str, said: str) -> None:
    assert said in refused(text)


def test_every_column_has_a_french_name_by_which_it_is_found() -> None:
    assert {column: columns.named(word) for column, word in columns.FRENCH.items()} == {
        column: column for column in columns.NAMES
    }


def test_another_encoding_is_named_with_its_line() -> None:
    with pytest.raises(Unreadable) as caught:
        decoded(("a\nb\n" + "é").encode("cp1252"))
    assert "Ligne 3" in caught.value.message().replace("\u00a0", " ")


CELLS = st.lists(
    st.text(max_size=12) | st.sampled_from(["press", "a@b.example", '"', '""', "\0", "\r", "=1+1"]),
    max_size=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(CELLS, max_size=5), delimiter=st.sampled_from(",;\t"), header=st.booleans())
def test_whatever_a_file_holds_it_is_read_or_refused(
    rows: list[list[str]], delimiter: str, header: bool
) -> None:
    text = HEADER.replace(",", delimiter) * header + "\n".join(delimiter.join(row) for row in rows)
    try:
        found = lines(text)
    except Unreadable:
        return
    assert all((line.invitee is None) == bool(line.faults) for line in found)
    assert [line.number for line in found] == sorted({line.number for line in found})
