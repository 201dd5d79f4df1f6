"""Somebody who is not registered, taken in by a supervisor: with the network, without it, and somebody who was."""

from playwright.sync_api import expect
from sqlalchemy import select

from eventreg.checkin.models import CheckIn
from eventreg.db import db
from eventreg.registration.models import Registration
from tests.door.phone import Gate, Phone, phone
from tests.support.browser import Visitors


def _take_in(phone: Phone, given: str, family: str) -> None:
    phone.page.keyboard.press("F4")
    phone.page.locator("#walkin-given").fill(given)
    phone.page.locator("#walkin-family").fill(family)
    phone.page.get_by_role("button", name="Identité vérifiée : inscrire").click()


def _entered(gate: Gate, family_name: str) -> list[str]:
    with gate.app.app_context():
        people = select(Registration.id).filter_by(family_name=family_name)
        return list(db.session.scalars(select(CheckIn.kind).where(CheckIn.registration_id.in_(people))))


def test_with_and_without_network(gate: Gate, visitor: Visitors) -> None:
    one = phone(gate, visitor, "supervisor")
    _take_in(one, "Inès", "Venue-Seule")
    one.sees("ok", "Inès Venue-Seule")
    one.nothing_unsent()
    assert _entered(gate, "Venue-Seule") == ["entry"]
    one.offline()
    _take_in(one, "Léo", "Sans-Réseau")
    one.sees("ok", "Inscription gardée sur ce téléphone")
    one.unsent(1)
    assert "Sans-Réseau" not in one.dump(), "sealed while it waits"
    one.page.reload()
    one.unlock()
    one.page.locator("#bar [data-unsent]").click()
    expect(one.page.locator("[data-items]")).to_contain_text("Léo Sans-Réseau")
    one.online()
    assert _entered(gate, "Sans-Réseau") == ["entry"]
    one.page.keyboard.press("F2")
    one.page.locator("#q").fill("reseau leo")
    expect(one.page.locator("[data-rows] li")).to_contain_text("déjà entré")


def test_who_is_registered_is_offered_first(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Oriane", "Déjà-Inscrite", organisation="Est Ensemble")
    one = phone(gate, visitor, "supervisor")
    one.page.keyboard.press("F4")
    one.page.locator("#walkin-given").fill("oriane")
    one.page.locator("#walkin-family").fill("deja inscrite")
    row = one.page.locator("[data-same] button")
    expect(row).to_contain_text("Est Ensemble")
    row.click()
    one.verify()
    one.sees("ok", "Oriane Déjà-Inscrite")
    one.nothing_unsent()
    assert gate.movements(person) == ["entry 2026-03-03"]


def test_names_are_asked_for(gate: Gate, visitor: Visitors) -> None:
    one = phone(gate, visitor, "supervisor")
    _take_in(one, "", "Seule")
    expect(one.page.get_by_role("alert").filter(has_text="Indiquez le prénom")).to_be_visible()
    expect(one.page.locator("#walkin-given")).to_be_focused()
    assert _entered(gate, "Seule") == []
