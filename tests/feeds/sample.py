"""A small programme with everything a calendar can meet, and texts that break weak ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventreg.feeds.ical import Block, Entry, Place, event_block

PARIS = ZoneInfo("Europe/Paris")
BASE = "https://inscription.example"
FEED: dict[str, Any] = {
    "name": "Villes neutres, 3 et 4 mars 2026",
    "url": f"{BASE}/programme",
    "tzid": "Europe/Paris",
    "color": "teal",
}
PLACE = Place(
    room="Salle A",
    venue="Conseil régional d’Île-de-France",
    street="8 boulevard Victor Hugo",
    postcode="93400",
    city="Saint-Ouen-sur-Seine",
    country="France",
    latitude=48.9069,
    longitude=2.3376,
)
NASTY = (
    'Élus, œuvres ; « cœur » “citation” "droite" d\'ici \\ C:\\nouveau \\Nantes \\, \\; déjà 🌍👩‍👩‍👧\u202f! '
    "\x00\x07\x0bligne\u2028suivante\u2029encore\r\nfin\rreste\ttab\u0085x e\u0301 \ufeff\ud800"
) + " Donaudampfschifffahrt" * 9


def uid(number: int) -> str:
    return f"5b0f6f52-8a53-4d8c-9c5e-{number:012x}"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=PARIS)


def entry(number: int = 1, **values: Any) -> Entry:
    defaults: dict[str, Any] = {
        "uid": uid(number),
        "sequence": 0,
        "starts_at": at(3, 9, 30),
        "ends_at": at(3, 11),
        "summary": "Atelier 1 : Comment susciter l’action citoyenne ?",
        "description": "Retours de projets pilotes.\n\nInterventions : Nantes Métropole, Marseille ; etc.",
        "place": PLACE,
        "url": f"{BASE}/programme/atelier-1",
        "category": "Atelier",
        "status": "TENTATIVE",
        "transparent": False,
        "created_at": datetime(2026, 1, 12, 9, 0, tzinfo=UTC),
        "modified_at": datetime(2026, 1, 20, 16, 30, 5, tzinfo=UTC),
    }
    return Entry(**{**defaults, **values})


def programme() -> list[Block]:
    """Out of order, with parallel workshops, a cancelled one, a place half known, and one on the second day."""
    entries = [
        entry(
            5,
            starts_at=at(4, 9),
            ends_at=at(4, 10, 30),
            summary="Atelier 5",
            url=f"{BASE}/programme/atelier-5",
        ),
        entry(
            2,
            summary="Atelier 2 : des « obligations vertes »",
            url=f"{BASE}/programme/atelier-2",
            transparent=True,
        ),
        entry(1, transparent=True),
        entry(
            3, starts_at=at(3, 16), ends_at=at(3, 17, 30), summary="Atelier 3", status="CANCELLED", sequence=2
        ),
        entry(4, starts_at=at(3, 9), ends_at=at(3, 9, 30), summary="Mot de bienvenue", category="Plénière"),
    ]
    return [event_block(one) for one in entries]
