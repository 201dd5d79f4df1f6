"""From a file of the organisers to a registration by a personal link."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from eventreg import clock
from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.event.models import EVENT_ID, Event
from eventreg.invitations.inviting import token_of
from eventreg.invitations.models import Invitation
from eventreg.mail.models import OutboxMail
from eventreg.registration.changing import cancel
from eventreg.registration.models import Registration
from tests.mail.letters import captured, html, text
from tests.organisation.desk import signed_in
from tests.registration.answers import at, words
from tests.support.pages import form_values, parsed
from tests.support.people import OPEN, registered

PAGE = "/organisation/invitations"
HEADER = "given_name;family_name;email;category;organisation;lang\r\n"
ZOE = "Zoé;Nguyễn;zoe@ville.example.org;speaker;Angers;fr\r\n"
PRESS = "Ada;Byron;ada@press.example;press;The Times;en\r\n"
PUBLIC = "Paul;Martin;paul@ville.example.org;participant;;\r\n"
LATE = "2026-02-25T10:00:00+01:00"


@pytest.fixture
def organiser(app: Flask) -> FlaskClient:
    clock.start_at(OPEN)
    return signed_in(app)


def upload(client: FlaskClient, content: str | bytes) -> TestResponse:
    values = form_values(parsed(client.get(PAGE)), 'form[action$="/apercu"]')
    data = {
        **values,
        "file": (io.BytesIO(content.encode() if isinstance(content, str) else content), "liste.csv"),
    }
    return client.post(f"{PAGE}/apercu", data=data, content_type="multipart/form-data")


def send(client: FlaskClient, content: str) -> TestResponse:
    """Looks at the preview and presses its button."""
    values = form_values(parsed(upload(client, content)), f'form[action="{PAGE}"]')
    return client.post(PAGE, data=values, content_type="multipart/form-data")


def link(app: Flask, email: str = "zoe@ville.example.org") -> str:
    with app.test_request_context():
        found = select(Invitation).filter_by(email=email).order_by(Invitation.id.desc())
        return f"/invitation/{token_of(db.session.scalars(found).first())}"  # type: ignore[arg-type]


def answer(client: FlaskClient, address: str, **changes: str) -> TestResponse:
    """Sends the form as it is filled in, with what only the person can say."""
    values = form_values(parsed(client.get(address)), "form.form")
    for name, value in {"days": "2026-03-03", "id_acknowledged": "y", **changes}.items():
        values[name] = value
    return client.post(address, data=values)


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def person(app: Flask, email: str = "zoe@ville.example.org") -> tuple[str, str, bool]:
    with app.app_context():
        found = db.session.scalars(select(Registration).filter_by(email=email)).one()
        return found.status, found.category, found.beside_capacity


def full(app: Flask) -> None:
    with app.app_context():
        event = db.session.get_one(Event, EVENT_ID)
        event.capacity, event.revision = 0, event.revision + 1
        db.session.commit()


def test_the_preview_keeps_and_sends_nothing(app: Flask, organiser: FlaskClient) -> None:
    page = upload(organiser, HEADER + ZOE + PRESS)
    assert page.status_code == 200
    assert "Envoyer 2 invitations" in words(page)
    assert "Rien n’est encore enregistré ni envoyé." in words(page)
    assert (count(app, Invitation), count(app, OutboxMail)) == (0, 0)


def test_the_page_and_the_refusal_write_the_most_people_alike(organiser: FlaskClient) -> None:
    many = HEADER + "".join(ZOE.replace("zoe@", f"zoe{number}@") for number in range(1001))
    for said in (words(organiser.get(PAGE)), words(upload(organiser, many))):
        assert "1 000 personnes" in said
        assert "1000" not in said


def test_each_bad_line_is_named_and_nothing_can_be_sent(app: Flask, organiser: FlaskClient) -> None:
    page = upload(organiser, HEADER + ZOE + ";;x;boss;;\r\n" + ZOE)
    assert page.status_code == 422
    said = words(page)
    assert "2 lignes à corriger" in said
    assert "Ligne 3 : prénom (given_name) : à indiquer" in said
    assert "Ligne 4 : même adresse qu’à la ligne 2" in said
    assert not parsed(page).select(f'form[action="{PAGE}"]')


def test_a_preview_that_was_tampered_with_sends_nothing(app: Flask, organiser: FlaskClient) -> None:
    values = form_values(parsed(upload(organiser, HEADER + ZOE)), f'form[action="{PAGE}"]')
    values["lines"] += ";;x;boss;;\r\n"
    refused = organiser.post(PAGE, data=values, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert count(app, Invitation) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("prénom;nom\r\n", "Il manque dans l’en-tête"),
        ((HEADER + ZOE).encode("utf-16"), "n’est pas en UTF-8"),
        ("Prénom;Nom;Courriel;Catégorie\r\n".encode("cp1252"), "Ligne 1 : le fichier n’est pas en UTF-8"),
        (b"", "Il manque dans l’en-tête"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_its_field(
    organiser: FlaskClient, content, said: str
) -> None:
    page = upload(organiser, content)
    assert page.status_code == 422
    assert said in words(page, "#file-error")


def test_a_huge_file_is_refused(organiser: FlaskClient) -> None:
    assert upload(organiser, b"x" * 500_000).status_code == 413


def test_invitations_leave_with_a_link_each(app: Flask, organiser: FlaskClient) -> None:
    assert send(organiser, HEADER + ZOE + PRESS).location == PAGE
    with app.app_context():
        french, english = captured(app)
        kept = db.session.scalars(select(Invitation)).all()
        trail = db.session.scalars(select(AuditEntry).filter_by(action="invitations.sent")).one()
    assert (french["To"], english["To"]) == ("zoe@ville.example.org", "ada@press.example")
    assert link(app) in text(french)
    assert f'href="https://inscription.example.org{link(app)}"' in html(french)
    assert "Votre invitation vaut jusqu’au mercredi 4 mars 2026" in text(french).replace("\u00a0", " ")
    assert "Your invitation is valid until Wednesday 4 March 2026" in text(english)
    assert "Bonjour Zoé Nguyễn," in text(french)
    assert trail.data == {"categories": {"speaker": 1, "press": 1}}
    assert all(link(app).rpartition("/")[2] not in str(vars(one)) for one in kept)


def test_the_known_are_left_out_and_said_so(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        registered(email="paul@ville.example.org")
    send(organiser, HEADER + ZOE)
    page = words(upload(organiser, HEADER + ZOE + PUBLIC + PRESS))
    assert "invitation existante" in page
    assert "inscription existante" in page
    assert "Envoyer 1 invitation" in page
    send(organiser, HEADER + ZOE + PUBLIC + PRESS)
    assert count(app, Invitation) == 2
    assert "Aucune invitation à envoyer" in words(upload(organiser, HEADER + ZOE + PUBLIC + PRESS))


def test_the_link_opens_the_form_filled_in(app: Flask, organiser: FlaskClient) -> None:
    send(organiser, HEADER + ZOE)
    response = app.test_client().get(link(app))
    values = form_values(parsed(response), "form.form")
    assert (values["given_name"], values["email"], values["organisation"]) == (
        "Zoé", "zoe@ville.example.org", "Angers",
    )  # fmt: skip
    assert "Votre invitation : Intervention" in words(response)
    assert (response.headers["Referrer-Policy"], response.headers["X-Robots-Tag"]) == (
        "no-referrer",
        "noindex",
    )


def test_a_speaker_registers_after_the_deadline_and_beside_the_capacity(
    app: Flask, organiser: FlaskClient, client: FlaskClient
) -> None:
    full(app)
    send(organiser, HEADER + ZOE)
    at(LATE)
    assert answer(client, link(app)).location == "/inscription/recue"
    assert person(app) == ("confirmed", "speaker", True)
    assert "Intervention 0 1 0" in words(organiser.get(PAGE))


def test_what_each_category_may(app: Flask, organiser: FlaskClient, client: FlaskClient) -> None:
    """A participant's invitation only fills the form in; a guest may come late, and counts."""
    full(app)
    guest = "Ana;Diaz;ana@guests.example;guest;;\r\n"
    send(organiser, HEADER + PUBLIC + guest)
    answer(client, link(app, "paul@ville.example.org"))
    assert person(app, "paul@ville.example.org") == ("waitlisted", "participant", False)
    send(organiser, HEADER + PUBLIC.replace("paul", "late"))
    at(LATE)
    late = client.get(link(app, "late@ville.example.org"))
    assert "Les inscriptions sont closes" in words(late)
    answer(app.test_client(), link(app, "ana@guests.example"))
    assert person(app, "ana@guests.example") == ("waitlisted", "guest", False)


def test_a_used_link_only_sends_the_own_link_to_its_own_address(
    app: Flask, organiser: FlaskClient, client: FlaskClient
) -> None:
    send(organiser, HEADER + ZOE)
    form = form_values(parsed(client.get(link(app))), "form.form")
    answer(client, link(app), family_name="Secret", email="own@ville.example.org")
    with app.app_context():
        before = len(captured(app))
    stranger = app.test_client()
    page = stranger.get(link(app))
    assert "Votre invitation a déjà servi" in words(page)
    assert "Secret" not in page.get_data(as_text=True)
    assert "own@" not in page.get_data(as_text=True)
    sent = stranger.post(f"{link(app)}/lien")
    assert (sent.status_code, sent.location) == (303, "/inscription/recue")
    # A form that was opened before answers like a new one, and registers nobody.
    form.setlist("days", ["2026-03-04"])
    form["id_acknowledged"] = "y"
    assert client.post(link(app), data=form).location == "/inscription/recue"
    with app.app_context():
        mails = captured(app)
    assert [mail["To"] for mail in mails[before:]] == ["own@ville.example.org"]
    assert count(app, Registration) == 1


def test_the_same_form_sent_twice_registers_once(
    app: Flask, organiser: FlaskClient, client: FlaskClient
) -> None:
    send(organiser, HEADER + ZOE)
    values = form_values(parsed(client.get(link(app))), "form.form")
    values["days"], values["id_acknowledged"] = "2026-03-03", "y"
    answers = [client.post(link(app), data=values).status_code for _ in range(2)]
    assert answers == [303, 303]
    with app.app_context():
        assert len(captured(app)) == 1  # the invitation was used before it left


def test_who_cancelled_may_use_the_link_again(
    app: Flask, organiser: FlaskClient, client: FlaskClient
) -> None:
    send(organiser, HEADER + ZOE)
    answer(client, link(app))
    with app.app_context():
        cancel(db.session.scalars(select(Registration.id)).one(), now=OPEN)
        db.session.commit()
    assert answer(app.test_client(), link(app)).status_code == 303
    assert count(app, Registration) == 2


def test_somebody_elses_address_in_an_invited_form_uses_nothing_up(
    app: Flask, organiser: FlaskClient, client: FlaskClient
) -> None:
    with app.app_context():
        registered(email="paul@ville.example.org")
    send(organiser, HEADER + ZOE)
    assert answer(client, link(app), email="PAUL@ville.example.org").location == "/inscription/recue"
    assert person(app, "paul@ville.example.org") == ("confirmed", "participant", False)
    assert "Votre invitation : Intervention" in words(app.test_client().get(link(app)))


def test_a_withdrawn_link_is_dead_and_the_address_may_be_invited_again(
    app: Flask, organiser: FlaskClient, client: FlaskClient
) -> None:
    send(organiser, HEADER + ZOE)
    old = link(app)
    form = parsed(organiser.get(PAGE)).select_one('form[action$="/retirer"]')
    assert form is not None
    token = {"csrf_token": form.select_one("input")["value"]}  # type: ignore[index]
    organiser.post(str(form["action"]), data=token)
    with app.app_context():
        assert captured(app) == []
    gone = client.get(old)
    assert gone.status_code == 410
    assert "Cette invitation n’est plus valable." in words(gone)
    assert client.post(old).status_code == 410
    send(organiser, HEADER + ZOE)
    assert link(app) != old
    assert client.get(link(app)).status_code == 200


def test_sending_again_carries_the_same_link_once(app: Flask, organiser: FlaskClient) -> None:
    send(organiser, HEADER + ZOE)
    form = parsed(organiser.get(PAGE)).select_one('form[action$="/renvoyer"]')
    assert form is not None
    token = {"csrf_token": form.select_one("input")["value"]}  # type: ignore[index]
    assert "rien n’est envoyé deux fois" in words(
        organiser.post(str(form["action"]), data=token, follow_redirects=True)
    )
    with app.app_context():
        captured(app)
    for _ in range(2):
        organiser.post(str(form["action"]), data=token)
    with app.app_context():
        mails = captured(app)
    assert len(mails) == 2
    assert all(link(app) in text(mail) for mail in mails)


def test_a_mail_not_yet_sent_is_dropped_when_the_link_was_used(
    app: Flask, organiser: FlaskClient, client
) -> None:
    send(organiser, HEADER + ZOE)
    answer(client, link(app))
    with app.app_context():
        assert ["Invitation" in str(mail["Subject"]) for mail in captured(app)] == [False]


def test_an_unknown_link_is_not_found(client: FlaskClient) -> None:
    for address in ("/invitation/x", f"/invitation/{'a' * 32}"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
        assert client.post(f"{address}/lien").status_code == 404


def test_the_list_narrows_and_counts(app: Flask, organiser: FlaskClient, client: FlaskClient) -> None:
    send(organiser, HEADER + ZOE + PRESS)
    answer(client, link(app))
    assert "Ada Byron" not in words(organiser.get(f"{PAGE}?etat=registered"))
    assert "Zoé Nguyễn" in words(organiser.get(f"{PAGE}?etat=registered"))
    assert "Aucune invitation dans cet état." in words(organiser.get(f"{PAGE}?etat=withdrawn"))
    assert "2 invitations" in words(organiser.get(f"{PAGE}?etat=rien&page=99"))


def test_a_message_that_did_not_arrive_is_told_here_and_not_at_the_desk(
    app: Flask, organiser: FlaskClient
) -> None:
    send(organiser, HEADER + ZOE + PRESS)
    with app.app_context():
        row = db.session.scalars(select(OutboxMail).filter_by(recipient="ada@press.example")).one()
        row.state, row.answer = "refused", "550 5.1.1 No such mailbox"
        db.session.commit()
    assert "1 invitation n’est pas arrivée" in words(organiser.get(PAGE))
    narrowed = words(organiser.get(f"{PAGE}?etat=lost"))
    assert "550 5.1.1 No such mailbox" in narrowed
    assert "Zoé Nguyễn" not in narrowed
    assert "n’est pas arrivé" not in words(organiser.get("/organisation/"))


def test_the_template_file_can_be_filled_in_and_sent(organiser: FlaskClient) -> None:
    model = organiser.get(f"{PAGE}/modele.csv").get_data()
    assert model.startswith(b"\xef\xbb\xbf")
    row = "Zoé;Nguyễn;zoe@ville.example.org;speaker;;;;\r\n".encode()
    assert "Envoyer 1 invitation" in words(upload(organiser, model + row))


def test_the_pages_are_for_organisers(app: Flask, client: FlaskClient) -> None:
    assert client.get(PAGE).location.startswith("/connexion")
    assert signed_in(app, "supervisor").get(PAGE).status_code == 403


def test_hundreds_of_invitations_at_once(app: Flask, organiser: FlaskClient) -> None:
    people = "".join(f"P{n};Martin;p{n}@ville.example.org;guest;;\r\n" for n in range(300))
    assert send(organiser, HEADER + people).status_code == 303
    assert count(app, OutboxMail) == 300


def test_on_each_database(app_each_db: Flask) -> None:
    organiser = signed_in(app_each_db)
    send(organiser, HEADER + ZOE + PRESS)
    answer(app_each_db.test_client(), link(app_each_db))
    assert person(app_each_db) == ("confirmed", "speaker", True)
    assert "Zoé Nguyễn" in words(organiser.get(f"{PAGE}?etat=registered"))
