"""Without a mouse and without eyes: the keys of the door, and what a screen reader is told."""

import re

from playwright.sync_api import expect

from tests.door.phone import DAY, Gate, phone
from tests.support.browser import Visitors


def test_keys_alone(gate: Gate, visitor: Visitors) -> None:
    """F2, letters, arrow, Enter, Enter: somebody is in. Escape, F8, F9: the rest of the day."""
    person = gate.person("Anne-Sophie", "D’Aubigné", organisation="Terres d’Envol")
    gate.person("Anne-Sophie", "D’Aubigné", organisation="Est Ensemble")
    one = phone(gate, visitor, width=1280)
    press = one.page.keyboard.press
    press("F2")
    one.page.keyboard.type("aubigne anne", delay=80)
    rows = one.page.locator("[data-rows] button")
    expect(rows).to_have_count(2)
    press("ArrowDown")
    press("ArrowDown")
    press("ArrowUp")
    press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    expect(rows.nth(1)).to_contain_text("Terres d’Envol")
    press("Enter")
    expect(one.page.locator("[data-outcome=verified]").first).to_be_focused()
    assert gate.movements(person) == [], "shown again before it counts"
    press("Enter")
    one.sees("ok", "Anne-Sophie D’Aubigné")
    one.nothing_unsent()
    assert gate.movements(person) == [f"entry {DAY}"]
    press("Escape")
    expect(one.page.locator("[data-idle]")).to_be_visible()
    press("F8")
    expect(one.page.locator(".door-way")).to_have_text("Sortie")
    press("F9")
    expect(one.page.locator("#toast")).to_contain_text("Entrée annulée : Anne-Sophie D’Aubigné")
    assert gate.movements(person) == [f"entry {DAY}", f"undo {DAY}"]
    press("F4")
    expect(one.page.locator("#walkin-title")).to_have_count(0)
    press("s")
    one.ready()


def test_undoing_without_network_waits_behind_the_entry(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Reprise", "Aussitôt")
    one = phone(gate, visitor)
    one.offline()
    one.admit(person)
    one.page.get_by_role("button", name="Annuler cette entrée").click()
    one.unsent(2)
    one.scan(person.badge)
    one.sees("ok", "Vérifiez")
    one.online()
    assert gate.movements(person) == [f"entry {DAY}", f"undo {DAY}"]


def test_announcements(gate: Gate, visitor: Visitors) -> None:
    """What lets in is said politely, what stops is said at once; each by the region that was there before."""
    person, tomorrow = gate.person("Dite", "Haut"), gate.person("Trop", "Tôt", days=())
    one = phone(gate, visitor, "supervisor")
    control = one.page.locator(".door-control")
    one.scan(person.badge)
    expect(control.get_by_role("status")).to_contain_text("Bienvenue. Vérifiez la pièce d’identité.")
    step = one.page.get_by_role("region", name="Pièce d’identité")
    expect(step).to_match_aria_snapshot("""
        - region "Pièce d’identité":
          - paragraph: Dite Haut
          - paragraph: Ville de Paris
          - button "Identité vérifiée"
          - button "Nom différent"
          - button "Pas de pièce"
          - button "Dispense"
          - button "Laisser sans enregistrer"
    """)
    one.scan(tomorrow.badge)
    dialog = one.page.get_by_role("dialog", name="Étape d’identité non terminée")
    expect(dialog).to_contain_text("Dite Haut")
    expect(dialog.get_by_role("button", name="Revenir à cette personne")).to_be_focused()
    one.page.wait_for_timeout(350)  # a scanner's second Enter would press nothing either
    one.page.keyboard.press("Enter")
    expect(one.page.get_by_role("button", name="Identité vérifiée")).to_be_focused()
    one.page.keyboard.press("Enter")
    expect(control.get_by_role("status")).to_have_text(re.compile("Bienvenue\\s*Dite Haut"))
    one.scan(tomorrow.badge)
    expect(control.get_by_role("alert")).to_contain_text("Inscrit pour aucun jour")
    expect(control.get_by_role("status")).to_have_text("")
    one.page.keyboard.press("F8")
    expect(one.page.locator("#said")).to_have_text("Sens : Sortie")


def test_scan_phone_has_no_search_and_no_family_name(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Prénom", "Caché")
    one = phone(gate, visitor, "scan")
    one.scan(person.badge)
    expect(one.page.locator(".identity .identity-name")).to_have_text("Prénom C.")
    one.page.keyboard.press("F2")
    expect(one.page.get_by_label("Code du badge")).to_be_focused()
    one.page.keyboard.type("Prénom", delay=80)
    expect(one.page.locator("[data-rows] li")).to_have_count(0)
    assert "Caché" not in one.page.content()


def test_badge_opened_by_the_phones_own_camera(gate: Gate, visitor: Visitors) -> None:
    """Behind the PIN, and without network too; the badge does not stay in the address."""
    person = gate.person("Ouverte", "Ailleurs")
    one = phone(gate, visitor)
    one.kept()
    for cut in (False, True):
        one.offline(cut)
        one.page.goto(f"/b/{person.badge}")
        expect(one.page.locator("#pin")).to_be_visible()
        assert person.badge not in one.page.url
        one.type_pin()
        one.sees("ok", "Vérifiez")
        expect(one.page.locator(".identity .identity-name")).to_have_text("Ouverte Ailleurs")


def test_list_of_a_session(gate: Gate, visitor: Visitors) -> None:
    """A workshop's own list, chosen in the settings and shown in the bar."""
    person = gate.person("À", "L’Atelier")
    one = phone(gate, visitor)
    one.page.locator("#nav [data-go=more]").click()
    one.page.locator(".door-more [data-go=settings]").click()
    one.page.locator("#list").select_option("atelier-1")
    one.page.locator("#gate").fill("Salle  bleue")
    one.page.locator("#initials").fill("MD")
    one.page.locator("[data-screen=settings] button, .form button").last.click()
    expect(one.page.locator(".door-bar [data-fill=gate]")).to_have_text("Salle bleue")
    one.admit(person)
    one.nothing_unsent()
    assert gate.movements(person) == ["entry atelier-1"]
    assert [(scan.operator, scan.gate) for scan in gate.scans(person)][-1] == ("MD", "Salle bleue")
