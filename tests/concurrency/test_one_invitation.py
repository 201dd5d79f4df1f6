"""One link, opened in many windows and sent from all of them at once: one registration."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg import clock
from eventreg.db import db
from eventreg.invitations.inviting import invite, token_of
from eventreg.invitations.models import Invitation
from eventreg.registration.models import Registration
from tests.support.pages import form_values, parsed
from tests.support.people import OPEN

WINDOWS = 10


@pytest.mark.parametrize("each_their_own_address", [False, True])
def test_a_link_sent_from_many_windows_registers_once(
    app_each_db: Flask, each_their_own_address: bool
) -> None:
    clock.start_at(OPEN)
    with app_each_db.app_context():
        row = "Ana,Diaz,ana@ville.example.org,speaker\n"
        invite("given_name,family_name,email,category\n" + row, now=OPEN, actor="staff:1")
        db.session.commit()
        with app_each_db.test_request_context():
            address = f"/invitation/{token_of(db.session.scalars(select(Invitation)).one())}"

    def window(number: int):
        client = app_each_db.test_client()
        values = form_values(parsed(client.get(address)), "form.form")
        values["days"], values["id_acknowledged"] = "2026-03-03", "y"
        if each_their_own_address:
            values["email"] = f"ana{number}@ville.example.org"
        return client, values

    opened = [window(number) for number in range(WINDOWS)]
    with ThreadPoolExecutor(WINDOWS) as pool:
        answers = list(pool.map(lambda one: one[0].post(address, data=one[1]).status_code, opened))
    assert answers == [303] * WINDOWS
    with app_each_db.app_context():
        assert len(db.session.scalars(select(Registration)).all()) == 1
