"""The published programme for other programs: the schedule of conference apps, and what describes the public JSON."""

from pathlib import Path

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.feeds.answers import asked_language, public, readable_anywhere
from eventreg.feeds.files import file
from eventreg.feeds.schedules import Schedules, schedules
from eventreg.web import base_url

blueprint = Blueprint("feeds_api", __name__)

XML, JSON = "application/xml; charset=utf-8", "application/json"
DESCRIPTION = file((Path(__file__).parent / "openapi.json").read_bytes())


@blueprint.get("/schedule.xml")
def schedule_xml() -> ResponseReturnValue:
    programme, made = _published()
    return readable_anywhere(public(made.xml, programme.modified_at, "schedule.xml", XML))


@blueprint.get("/schedule.json")
def schedule_json() -> ResponseReturnValue:
    programme, made = _published()
    return readable_anywhere(public(made.json, programme.modified_at, "schedule.json", JSON))


@blueprint.get("/openapi.json")
def description() -> ResponseReturnValue:
    """The same whatever is published."""
    return readable_anywhere(public(DESCRIPTION, None, "openapi.json", JSON))


def _published() -> tuple[Programme, Schedules]:
    programme = agenda.current() or abort(404)
    return programme, schedules(programme, asked_language(), base_url())
