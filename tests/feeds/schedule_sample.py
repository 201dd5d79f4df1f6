"""A small schedule with everything the format has a place for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from eventreg.feeds.schedule import Day, Item, Link, Person, Room, Schedule, Track
from tests.feeds.sample import BASE, PARIS, at, uid

ROOM = Room("3298aa52-cc0d-5c07-b9c4-59945416fd4e", "Salle A", "1er étage", 60)
OTHER = Room("8c1a5b7e-3d0c-5a54-8a37-3a5a4a3a7b11", "Hémicycle")
SPEAKER = Person(
    "0f6c5a6e-58c1-5b1c-9c0f-2f4d1f0f9a01",
    17,
    "Ana Ștefănescu",
    "Ana Ștefănescu (Nantes Métropole)",
    "Directrice",
)


def item(number: int = 1, **values: Any) -> Item:
    defaults: dict[str, Any] = {
        "guid": uid(number),
        "number": number,
        "slug": f"sto2026-atelier-{number}",
        "url": f"{BASE}/programme/atelier-{number}",
        "starts_at": at(3, 9, 30),
        "ends_at": at(3, 11),
        "room": ROOM.name,
        "title": "Atelier 1 : Comment susciter l’action citoyenne ?",
        "subtitle": "Workshop 1: How can cities spark action by citizens?",
        "track": "Financer",
        "type": "Atelier",
        "language": "fr",
        "abstract": "Retours de projets pilotes.\n\nEt <b>d’autres</b> & plus.",
        "description": "Pré-programme, à confirmer.",
        "persons": (SPEAKER,),
        "links": (Link(f"{BASE}/programme/atelier-{number}.ics", "Ajouter à mon agenda"),),
    }
    return Item(**{**defaults, **values})


def schedule(*items: Item, **values: Any) -> Schedule:
    """Of two days; the items all in one room of the first."""
    first = datetime(2026, 3, 3, tzinfo=PARIS)
    items = items or (item(), item(2, starts_at=at(3, 11), ends_at=at(3, 12), persons=(), track=""))
    days = (
        Day(1, date(2026, 3, 3), first, first + timedelta(days=1), ((ROOM, items),)),
        Day(2, date(2026, 3, 4), first + timedelta(days=1), first + timedelta(days=2), ()),
    )
    defaults: dict[str, Any] = {
        "version": "4",
        "url": f"{BASE}/programme",
        "base_url": BASE,
        "acronym": "sto2026",
        "title": "Villes neutres",
        "starts_on": date(2026, 3, 3),
        "ends_on": date(2026, 3, 4),
        "zone": "Europe/Paris",
        "tracks": (Track("financer", "Financer"),),
        "rooms": (ROOM,),
        "days": days,
    }
    return Schedule(**{**defaults, **values})
