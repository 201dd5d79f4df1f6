"""What an invitation reads like, in both languages. `UPDATE_GOLDEN=1 pytest tests/invitations` writes it anew."""

import os
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg.agenda import programme as agenda
from eventreg.db import db
from eventreg.invitations.inviting import invite, token_of
from eventreg.invitations.models import Invitation
from tests.mail.letters import captured, html, part, text
from tests.support.people import OPEN

GOLDEN = Path(__file__).parent / "golden"


def invitation(app: Flask, lang: str, category: str = "speaker") -> EmailMessage:
    row = f"Léa,Ångström <b>,lea@example.org,{category},{lang}\n"
    invite("given_name,family_name,email,category,lang\n" + row, now=OPEN, actor="staff:1")
    db.session.commit()
    return captured(app)[-1]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_invitation_reads_as_before(app: Flask, lang: str) -> None:
    with app.app_context():
        mail = invitation(app, lang)
        token = token_of(db.session.scalars(select(Invitation)).one())
    headers = [f"{name}: {mail[name]}" for name in ("From", "To", "Reply-To", "Subject", "Auto-Submitted")]
    shape = [f"{one.get_content_type()} {one.get_filename() or ''}".strip() for one in mail.walk()]
    sections = ["\n".join(headers), "\n".join(shape), text(mail), html(mail)]
    content = f"\n{'=' * 80}\n".join(sections).replace(token, "INVITATION-TOKEN")
    path = GOLDEN / f"invitation.{lang}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(content, "utf-8")

    assert content == path.read_text("utf-8")


def test_invitation_tells_the_service_the_funding_and_no_more(app: Flask) -> None:
    with app.app_context():
        mail = invitation(app, "fr", "participant")
        edition = agenda.current().edition  # type: ignore[union-attr]
    for content in (text(mail), html(mail)):
        assert edition.event.contact_phone in content
        assert all(grant in content for project in edition.funding for grant in project.grants)
        assert "Inscription jusqu’au vendredi 20 février 2026" in content
        assert "écrivez à mission-villes@iledefrance.example" in content
        assert "Catégorie" not in content
    # M2: nothing is fetched from anywhere, so nobody learns when the mail was read.
    assert 'src="http' not in html(mail)
    assert "<b>" not in html(mail)
    assert part(mail, "text/calendar") is None
