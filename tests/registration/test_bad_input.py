"""Whatever is wrong: nothing is written, everything typed is kept, and the page says what to do, beside the field."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.registration.answers import FIRST, LAST, SECOND, THIRD, Answers, filled, opened, rows, send, words
from tests.support.pages import form_values, parsed

GIVEN = "Indiquez votre prénom tel qu’il figure sur votre pièce d’identité."
FAMILY = "Indiquez votre nom tel qu’il figure sur votre pièce d’identité."
ADDRESS = "Indiquez une adresse électronique complète"
INVISIBLE = "caractère invisible interdit"
TWICE = "Une question a reçu plusieurs réponses"
DAY = "Cochez aussi le mercredi 4 mars dans vos jours de présence"
CHANGED = "Le programme a changé"
NOTHING = {"registration": 0, "booking": 0, "token": 0, "special_needs": 0, "outbox_mail": 0, "audit": 0}

# What is sent, the field that is blamed (None: the form), and a part of what the page says.
FAULTS: list[tuple[str, Answers, str | None, str]] = [
    ("no given name", {"given_name": ""}, "given_name", GIVEN),
    ("given name left out", {"given_name": []}, "given_name", GIVEN),
    ("blank family name", {"family_name": " \u00a0 "}, "family_name", FAMILY),
    ("zero-width name", {"given_name": "\u200b\u200d\ufeff"}, "given_name", GIVEN),
    ("control characters for a name", {"family_name": "\x01\x02"}, "family_name", FAMILY),
    ("marks of direction for a name", {"family_name": "\u202e\u2066\u200f\u061c"}, "family_name", FAMILY),
    ("fillers for a name", {"given_name": "\u3164\u2800"}, "given_name", GIVEN),
    ("NUL in a name", {"given_name": "Zo\x00é"}, "given_name", INVISIBLE),
    ("line break in a name", {"family_name": "Le\nfèvre"}, "family_name", INVISIBLE),
    ("escape in the organisation", {"organisation": "Ville\x1b[31m"}, "organisation", INVISIBLE),
    ("C1 control in the job", {"job_title": "Maire\x85"}, "job_title", INVISIBLE),
    ("NUL in the needs", {"dietary": "Végan\x00", "special_data_consent": "y"}, "dietary", INVISIBLE),
    ("NUL in a day", {"days": ["2026-03-03\x00"]}, "days", "Choisissez parmi les jours proposés."),
    ("NUL in a box", {"id_acknowledged": "y\x00"}, "id_acknowledged", INVISIBLE),
    ("NUL in a foreign field", {"unknown": "\x00"}, None, INVISIBLE),
    ("NUL in a field's name", {"unknown\x00": "1"}, None, INVISIBLE),
    ("long given name", {"given_name": "é" * 101}, "given_name", "trop long d’un caractère"),
    ("long family name", {"family_name": "a" * 150}, "family_name", "trop long de 50 caractères"),
    ("long address", {"email": "a" * 240 + "@ville.example.org"}, "email", "trop long de 4 caractères"),
    ("long organisation", {"organisation": "a" * 201}, "organisation", "trop long"),
    ("long job", {"job_title": "a" * 201}, "job_title", "trop long"),
    ("long diet", {"dietary": "a" * 501, "special_data_consent": "y"}, "dietary", "trop long"),
    ("long access needs", {"access_needs": "a" * 501, "special_data_consent": "y"}, "access_needs", "trop long"),
    ("no address", {"email": ""}, "email", "Indiquez votre adresse électronique"),
    ("no at sign", {"email": "zoe.ville.example.org"}, "email", ADDRESS),
    ("two addresses", {"email": "a@example.org, b@example.org"}, "email", ADDRESS),
    ("a name around it", {"email": "Zoé <zoe@example.org>"}, "email", "Indiquez une adresse|ne peut pas contenir"),
    ("accent before the at sign", {"email": "zoé@example.org"}, "email", "ne peut pas contenir d’accent"),
    ("no domain", {"email": "zoe@localhost"}, "email", ADDRESS),
    ("header injection", {"email": "zoe@example.org\r\nBcc: all@example.org"}, "email", "Indiquez une adresse"),
    ("no day", {"days": [], "meals": [], f"slot-{FIRST}": ""}, "days", "Cochez au moins un jour de présence."),
    ("unknown day", {"days": ["2026-03-05"]}, "days", "Choisissez parmi les jours proposés."),
    ("day in another spelling", {"days": ["03/03/2026"]}, "days", "Choisissez parmi les jours proposés."),
    ("unknown meal", {"meals": ["souper-9"]}, "meals", "Choisissez parmi les repas proposés."),
    ("workshop as a meal", {"meals": ["atelier-1"]}, "meals", "Choisissez parmi les repas proposés."),
    ("meal of another day", {"meals": ["dejeuner-2"]}, "meals", "a lieu le mercredi 4 mars : cochez aussi ce jour"),
    ("unknown kind", {"organisation_kind": "royal"}, "organisation_kind", "Choisissez le type d’organisme"),
    ("workshop of another day", {f"slot-{LAST}": "atelier-6"}, f"slot-{LAST}", DAY),
    ("wish of another day", {f"wish-{LAST}": "atelier-6"}, f"wish-{LAST}", DAY),
    ("workshop under another slot", {f"slot-{SECOND}": "atelier-2"}, f"slot-{SECOND}", "pour 16 h – 17 h 30"),
    ("wish under another slot", {f"wish-{FIRST}": "atelier-3"}, f"wish-{FIRST}", "pour 9 h 30 – 11 h"),
    ("unknown workshop", {f"slot-{FIRST}": "atelier-99"}, f"slot-{FIRST}", "Choisissez l’un des ateliers proposés"),
    ("a break as a workshop", {f"slot-{FIRST}": "pause-1"}, f"slot-{FIRST}", "Choisissez l’un des ateliers proposés"),
    ("unknown slot", {"slot-20260303T0931": "atelier-1"}, f"slot-{FIRST}", CHANGED),
    ("unknown wish", {"wish-20270303T0930": ""}, f"slot-{FIRST}", CHANGED),
    ("slot without a time", {"slot-": "atelier-1"}, f"slot-{FIRST}", CHANGED),
    ("name twice", {"given_name": ["Zoé", "Léa"]}, "given_name", TWICE),
    ("address twice", {"email": ["a@example.org", "b@example.org"]}, "email", TWICE),
    ("seat twice", {f"slot-{FIRST}": ["atelier-1", "atelier-2"]}, f"slot-{FIRST}", TWICE),
    ("wish twice", {f"wish-{FIRST}": ["atelier-1", "atelier-2"]}, f"wish-{FIRST}", TWICE),
    ("box twice", {"id_acknowledged": ["y", "y"]}, "id_acknowledged", TWICE),
    ("kind twice", {"organisation_kind": ["local", "state"]}, "organisation_kind", TWICE),
    ("diet without consent", {"dietary": "Végan"}, "special_data_consent", "Cochez votre accord"),
    ("access needs without consent", {"access_needs": "Fauteuil"}, "special_data_consent", "Cochez votre accord"),
    ("consent refused", {"dietary": "Végan", "special_data_consent": "0"}, "special_data_consent", "votre accord"),
    ("identity rule not acknowledged", {"id_acknowledged": []}, "id_acknowledged", "sans pièce d’identité"),
    ("identity rule refused", {"id_acknowledged": "false"}, "id_acknowledged", "sans pièce d’identité"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "field", "said"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
def test_a_fault_is_named_beside_its_field(
    app: Flask, client: FlaskClient, sent: Answers, field: str | None, said: str
) -> None:
    response = send(client, sent)
    assert response.status_code == 422
    assert rows(app) == NOTHING
    page = parsed(response)
    summary = words(response, ".error-summary")
    assert any(part in summary for part in said.split("|")), summary
    if field:
        assert page.select_one(f'.error-summary a[href="#{field}"]'), summary
        assert page.select_one(f'[id="{field}"]'), "the link of the summary leads nowhere"
        beside = page.select_one(f'[id="{field}-error"]')
        assert beside is not None
        assert page.select(f'[aria-describedby~="{field}-error"]'), "the fault is not tied to the field"
    kept = form_values(page, "form.form")
    untouched = {"organisation": "Angers Loire Métropole", "job_title": "Chargée de mission"}
    for name, value in untouched.items():
        assert name in sent or kept[name] == value
    assert "\x00" not in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "sent",
    [
        {"email": "zoe@example.test"},
        {"email": "zoe.o'neil+villes@sub.ville.example"},
        {"email": "zoe@münchen.example"},
        {"given_name": "é" * 100, "family_name": "-"},
        {"dietary": "Sans gluten,\r\nsans arachides", "special_data_consent": "on"},
        {"special_data_consent": "y"},
        {"days": ["2026-03-03", "2026-03-04", "2026-03-03", ""], f"slot-{THIRD}": "atelier-5"},
        {f"slot-{FIRST}": "", "meals": [""]},
        {"unknown": "ignored"},
    ],
)
def test_what_looks_odd_but_is_right_is_taken(app: Flask, client: FlaskClient, sent: Answers) -> None:
    response = send(client, sent)
    assert response.status_code == 303, words(response)
    assert rows(app)["registration"] == 1


def test_everything_typed_is_kept(client: FlaskClient) -> None:
    typed: Answers = {
        "email": "zoe", "dietary": "Sans gluten", "special_data_consent": "y", f"wish-{FIRST}": "atelier-2",
        "days": ["2026-03-03", "2026-03-04"], "meals": ["networking", "dejeuner-2"], f"slot-{THIRD}": "atelier-5",
    }  # fmt: skip
    sent = filled(opened(client), typed)
    kept = form_values(parsed(client.post("/inscription", data=sent)), "form.form")
    for name in sent:
        if name not in ("csrf_token", "dietary", "access_needs"):
            assert sorted(kept.getlist(name)) == sorted(sent.getlist(name)), name
    assert kept["dietary"].strip() == "Sans gluten"
    assert kept["form"] == sent["form"]


def test_markup_that_is_typed_stays_text(client: FlaskClient) -> None:
    response = send(client, {"given_name": '"><script>alert(1)</script>', "email": "x"})
    assert "<script>alert" not in response.get_data(as_text=True)
    assert form_values(parsed(response), "form.form")["given_name"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize("body", [b"given_name=%ff%fe", b"given_name=\xe9", b"days=%C0%80"])
def test_a_body_that_is_not_utf8_is_refused(app: Flask, client: FlaskClient, body: bytes) -> None:
    response = client.post("/inscription", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert "UTF-8" in words(response)
    assert rows(app) == NOTHING


def test_a_huge_body_is_refused(app: Flask, client: FlaskClient) -> None:
    response = send(client, {"dietary": "a" * 200_000})
    assert response.status_code == 413
    assert rows(app) == NOTHING


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_another_kind_of_body_is_a_form_without_answers(
    app: Flask, client: FlaskClient, content_type: str
) -> None:
    response = client.post("/inscription", data=b'{"given_name": "Zoe"}', content_type=content_type)
    assert response.status_code == 400
    assert GIVEN in words(response, ".error-summary")
    assert rows(app) == NOTHING
