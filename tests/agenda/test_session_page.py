"""What the page of a session says of who speaks, in which language, where, and under which theme."""

from flask import Flask

from tests.releases.draft import create, edit, release
from tests.support.pages import one, parsed, said


def test_the_page_says_everything_that_organisers_give(app: Flask) -> None:
    with app.app_context():
        person = create(
            {
                "name": "Marie Curie",
                "role": {"fr": "Professeure", "en": "Professor"},
                "organisation": "Sorbonne",
            },
            table="contributor",
        )
        track = create({"name": {"fr": "Financer", "en": "Funding"}, "tint": 3}, table="track")
        edit("salle-1", {"floor": {"fr": "1er étage", "en": "First floor"}, "step_free": True}, table="room")
        edit(
            "atelier-1",
            {"contributors": ["Nantes Métropole", person], "track": track, "interpretation": ["en", "de"]},
        )
        release()
    page = parsed(app.test_client().get("/programme/atelier-1"))
    assert [item.get_text(" ", strip=True) for item in page.select(".prose ul")[0].select("li")] == [
        "Nantes Métropole", "Marie Curie Professeure, Sorbonne",
    ]  # fmt: skip
    told = said(page)
    assert "Salle 1, Conseil régional d’Île-de-France 1er étage, accès sans marche" in told
    assert "français interprétation : anglais, allemand" in told
    assert "track-3" in one(page, ".session-head")["class"]
    english = said(parsed(app.test_client().get("/programme/atelier-1?lang=en")))
    assert "Marie Curie Professor, Sorbonne" in english
    assert "Funding" in english
    grid = parsed(app.test_client().get("/programme"))
    session = next(box for box in grid.select(".session") if "Atelier 1" in box.get_text())
    assert "track-3" in session["class"]
    assert "Financer" in said(session, ".session-meta")
