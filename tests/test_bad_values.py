"""Values that no page of ours offers, from somebody who signed in, on both databases."""

from uuid import uuid4

import pytest
from flask import Flask

from tests.checkin.door import at, signed_in
from tests.support import people
from tests.support.pages import form_values, parsed

PEOPLE_FILTERS = ("q", "statut", "categorie", "seance", "jour", "reponse", "page")
STAFF_PAGES = [
    "/organisation/inscriptions/{}",
    *("/organisation/inscriptions?" + name + "={}" for name in PEOPLE_FILTERS),
    *("/organisation/invitations?" + name + "={}" for name in ("etat", "page")),
    "/mon-inscription/{}/presence",
    "/mon-inscription/{}/rappels",
    "/inscription/collegue/{}",
    "/inscription/recue?collegue={}",
    "/invitation/{}",
    *("/porte?" + name + "={}" for name in ("lecture", "personne", "attente", "annulee")),
    "/b/{}",
    "/connexion?suite={}",
]  # fmt: skip
ODD = ["%00", "a%00b", "%EF%BF%BD", "%F0%9F%8E%AB", "%27", "%25", "_", "-1", "9" * 30, "a" * 3000]


def test_staff_pages_take_anything(app_each_db: Flask) -> None:
    """On PostgreSQL a NUL is an error of the database, unless somebody looked before."""
    with app_each_db.app_context():
        people.registered()
    client = signed_in(app_each_db, "organiser")
    assert client.get(STAFF_PAGES[1].format("")).status_code == 200
    for page in STAFF_PAGES:
        for octets in ODD:
            answer = client.get(page.format(octets))
            assert answer.status_code < 500, page


@pytest.mark.parametrize("octets", ["\0", "a\0b", "9" * 30, "\u200b", "🎫", "x" * 5000])
def test_door_forms_take_anything(app_each_db: Flask, octets: str) -> None:
    at("2026-03-03T09:12:00+01:00")
    client = signed_in(app_each_db, "supervisor")
    known = {"list": "2026-03-03", "type": "entry", "scan_id": str(uuid4())}
    for path, names in DOOR_FORMS.items():
        for name in names:
            values = form_values(parsed(client.get("/connexion"))) | known | {name: octets}
            answer = client.post(path, data=values)
            assert answer.status_code < 500, f"{path} {name}"
            assert "/connexion" not in (answer.location or ""), "signed in"
            assert answer.status_code != 400, "with a valid token"


DOOR_FORMS = {
    "/porte/lecture": ["q", "list", "type", "scan_id", "pending"],
    "/porte/entree": ["registration", "list", "type", "scan_id", "identity", "pending"],
    "/porte/annulation": ["movement"],
    "/porte/reglages": ["list", "direction", "gate", "initials", "suite"],
    "/connexion": ["email", "password"],
    "/organisation/export": ["format", "purpose"],
    "/organisation/invitations": ["lines"],
    "/organisation/invitations/apercu": ["file"],
    "/organisation/inscriptions/ajouter": ["email", "category", "lang", "reason", "note", "form"],
    "/organisation/inscriptions/STO-AAAAAA/annuler": ["x"],
}
