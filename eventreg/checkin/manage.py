"""The organisers' page about the door: its devices, and the lists on paper."""

import logging

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock
from eventreg.accounts.models import ORGANISER
from eventreg.accounts.signin import requires
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.badges import qr
from eventreg.checkin import devices, lists, paper, roll, states, vocabulary
from eventreg.checkin.forms import DeviceForm
from eventreg.checkin.models import Device
from eventreg.db import db
from eventreg.web import base_url

blueprint = Blueprint("devices", __name__, url_prefix="/organisation")
NUMBER = "<int(max=2147483647):key>"  # what a column holds
log = logging.getLogger("eventreg.security")


@blueprint.get("/appareils")
@requires(ORGANISER)
def index() -> ResponseReturnValue:
    return _page(DeviceForm(None, _programme()))


@blueprint.post("/appareils")
@requires(ORGANISER)
def add() -> ResponseReturnValue:
    """The answer is the page with the code, which is kept nowhere: after a redirection nobody could show it."""
    form = DeviceForm(request.form, _programme())
    if not form.validate():
        return _page(form), form.status
    try:
        made = devices.add(**form.chosen(), with_key=False, now=clock.now(), actor=g.staff.actor)
    except devices.DeviceFault:
        form.blame("name", _("Ce nom ne peut pas servir : choisissez-en un autre."))
        return _page(form), form.status
    name = " ".join(form.name.data.split())
    return _code_page(devices.by_name(name) or abort(404), made.enrolment)


@blueprint.post(f"/appareils/{NUMBER}/code")
@requires(ORGANISER)
def renew(key: int) -> ResponseReturnValue:
    """A new code, shown by this answer alone, like the first."""
    _programme()
    device = _living(key)
    if device.staff_id is not None:
        abort(404)  # somebody's own phone: whoever has another makes that one theirs
    return _code_page(device, devices.renew(device, now=clock.now(), actor=g.staff.actor))


@blueprint.route(f"/appareils/{NUMBER}/revoquer", methods=["GET", "POST"])
@requires(ORGANISER)
def revoke(key: int) -> ResponseReturnValue:
    programme, device = _programme(), _living(key)
    if request.method != "POST":
        return render_template("organisation/device_revoke.html", device=device, plan=programme)
    devices.revoke(device.name, now=clock.now(), actor=g.staff.actor)
    db.session.commit()
    flash(
        _(
            "« %(name)s » est révoqué : son prochain appel est refusé et il efface ses données.",
            name=device.name,
        )
    )
    return redirect(url_for("devices.index"), 303)


@blueprint.get("/porte/listes.pdf")
@requires(ORGANISER)
def paper_lists() -> ResponseReturnValue:
    programme = _programme()
    scan_list = lists.find(programme, request.args.get("list", ""))
    gates = request.args.get("gates", 1, type=int)
    if scan_list is None or not 1 <= gates <= paper.MOST_GATES:
        abort(422, _("Choisissez une liste et de 1 à %(most)s portes.", most=paper.MOST_GATES))
    lines = roll.roll(scan_list)
    document = paper.document(programme, scan_list, lines, gates, clock.now())
    # Names leave the house: the security log says who took them, since looking writes nothing in the database.
    log.info("%s printed the list %s: %s lines", g.staff.actor, scan_list.code, len(lines))
    disposition = {"Content-Disposition": f'inline; filename="liste-{scan_list.code}.pdf"'}
    return Response(document, content_type="application/pdf", headers=disposition)


def _page(form: DeviceForm) -> str:
    now = clock.now()
    return render_template(
        "organisation/devices.html", form=form, plan=form.programme, devices=_in_use_first(), now=now,
        state=devices.state, words=vocabulary, to_enrol=states.TO_ENROL, revoked=states.REVOKED_DEVICE,
        today=lists.today(form.programme, now), find=lists.find, most_gates=paper.MOST_GATES,
    )  # fmt: skip


def _in_use_first() -> list[Device]:
    return sorted(devices.everyone(), key=lambda device: device.revoked_at is not None)


def _code_page(device: Device, code: str) -> ResponseReturnValue:
    assert device.enrolment_expires_at is not None  # noqa: S101 - the code is new
    address = f"{base_url()}{url_for('enrolling.by_code', code=code)}"
    ends_at = device.enrolment_expires_at.astimezone(g.programme.zone)
    page = render_template(
        "organisation/device_code.html", device=device, address=address, ends_at=ends_at,
        path=qr.svg_path, matrix=qr.matrix(address), quiet=qr.QUIET, words=vocabulary,
    )  # fmt: skip
    db.session.commit()
    return page


def _programme() -> Programme:
    g.programme = agenda.current() or abort(404)
    programme: Programme = g.programme
    return programme


def _living(key: int) -> Device:
    device = db.session.get(Device, key)
    if device is None or device.revoked_at is not None:
        abort(404)
    return device
