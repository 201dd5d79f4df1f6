"""The description of the public JSON is one, says everything that is answered, and takes nothing back."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate

from tests.feeds.editions import changed, loaded, peopled

PROMISED = Path(__file__).parent / "golden" / "openapi-1.txt"
ADDRESSES = ["/programme.json", "/schedule.json", "/schedule.json?lang=en", "/openapi.json"]


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/openapi.json")
    assert answer.status_code == 200
    return dict(answer.get_json())


def test_it_is_an_openapi_document(document: dict[str, Any]):
    validate(document)
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["version"] == "1.0.0"


@pytest.mark.parametrize("state", ["shipped", "peopled", "bare"])
def test_every_answer_is_as_described_and_every_key_is(
    app: Flask, client: FlaskClient, document: dict[str, Any], state: str
):
    with app.app_context():
        if state == "peopled":
            peopled()
        elif state == "bare":
            changed("atelier-1", room=None)
    for address in ADDRESSES:
        answer = client.get(address)
        described = document["paths"][address.partition("?")[0]]["get"]["responses"]["200"]
        assert answer.status_code == 200
        assert set(described["headers"]) <= set(answer.headers.keys()), address
        assert faults(document, described, answer.get_json()) == [], address


def test_both_answers_have_the_same_people(app: Flask, client: FlaskClient):
    with app.app_context():
        peopled()
        released = loaded()
    data = client.get("/programme.json").get_json()
    session = next(one for one in data["sessions"] if one["code"] == "atelier-1")

    assert data["version"] == released.version == 2
    assert data["tracks"] == [
        {"code": "financer", "name": {"fr": "Financer la transition", "en": "Financing the transition"}}
    ]
    assert session["track"] == "financer"
    assert session["interpretation"] == ["en", "es"]
    assert session["people"] == [
        {
            "code": "ana",
            "name": "Ana Ștefănescu",
            "role": {"fr": "Directrice du climat"},
            "organisation": "Nantes Métropole",
        },
        {"code": None, "name": "Marseille", "role": None, "organisation": None},
    ]
    assert session["contributors"] == ["Ana Ștefănescu (Nantes Métropole)", "Marseille"]


def test_refusals_are_as_described(empty_app: Flask):
    client = empty_app.test_client()
    document = client.get("/openapi.json").get_json()
    described = document["components"]["responses"]["Nothing"]
    for address in ("/programme.json", "/schedule.json"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert faults(document, described, answer.get_json()) == []


def test_it_is_open_and_not_sent_twice(client: FlaskClient):
    first = client.get("/openapi.json")
    again = client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert (again.status_code, again.data) == (304, b"")
    assert client.head("/openapi.json").data == b""


def test_version_1_takes_nothing_back(document: dict[str, Any]):
    """Lines may be added to the golden file. One that has to go is version 2, at addresses of its own."""
    said = set(promises(document))
    promised = PROMISED.read_text("utf-8").splitlines()
    assert [line for line in promised if line not in said] == []
    assert [line for line in said if line not in promised] == [], "add these to golden/openapi-1.txt"


def faults(document: dict[str, Any], described: dict[str, Any], data: object) -> list[str]:
    """Also for a key that the description does not name."""
    schema = strict(described["content"]["application/json"]["schema"])
    whole = {**schema, "components": strict(document["components"])}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


def strict(node: Any) -> Any:
    if isinstance(node, list):
        return [strict(each) for each in node]
    if not isinstance(node, dict):
        return copy.copy(node)
    made = {key: strict(value) for key, value in node.items()}
    if isinstance(node.get("properties"), dict) and node.get("type") == "object":
        made["additionalProperties"] = False
    return made


def promises(document: dict[str, Any]) -> Iterator[str]:
    """Each address, and each key with its type and whether it is always there."""
    yield from document["paths"]
    for name, schema in document["components"]["schemas"].items():
        yield from _keys(name, schema)


def _keys(place: str, schema: dict[str, Any]) -> Iterator[str]:
    for key, value in schema.get("properties", {}).items():
        always = "" if key in schema.get("required", []) else "?"
        yield f"{place}.{key}{always}: {_type(value)}"
        yield from _keys(f"{place}.{key}", value.get("items", value))


def _type(value: dict[str, Any]) -> str:
    if "anyOf" in value:
        return " or ".join(map(_type, value["anyOf"]))
    if "$ref" in value:
        return str(value["$ref"].rpartition("/")[2])
    said = value.get("type") or json.dumps(value.get("enum") or value.get("const"))
    inner = f" of {_type(value['items'])}" if value.get("items") else ""
    return (" or ".join(said) if isinstance(said, list) else said) + inner
