"""The forms of a participant's own page. A field that does not come leaves what it stands for unchanged."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from eventreg.participant.standing import Standing
from eventreg.registration import person_fields
from eventreg.registration.choices import Choices
from eventreg.registration.programme_fields import SEAT, WISH, ProgrammeForm
from eventreg.registration.registering import Needs
from eventreg.registration.strict import Sent, StrictForm


class ChoicesForm(ProgrammeForm):
    """Days, workshops and meals. Make its class with `programme_fields.of`."""

    def changes(self, standing: Standing) -> Choices:
        """Call it on a valid form. A slot that says what it said before is not touched.

        Of a person who waits in two queues beside their seat, or whose two seats stand in one slot since a session
        moved, the form shows only one: sent back as it was, it would give up the other.
        """
        asked = self.choices()
        slots = {
            slot.name: asked.slots[slot.name]
            for slot in standing.programme.bookable_slots
            if asked.slots[slot.name] != standing.choice(slot)
        }
        return Choices(asked.days, slots, asked.meals)


def choices_held(standing: Standing) -> dict[str, Any]:
    """What the form shows before anything is changed, by field."""
    meals = [session.code for session in standing.programme.ticked if session.id in standing.states]
    held: dict[str, Any] = {"days": list(standing.registration.days), "meals": meals}
    for slot in standing.programme.bookable_slots:
        choice = standing.choice(slot)
        held |= {SEAT + slot.name: choice.seat or "", WISH + slot.name: choice.wish or ""}
    return held


class DetailsForm(StrictForm):
    """Name, organisation and needs; the address is shown and stays."""

    def _check_together(self) -> None:
        person_fields.check_consent(self)


for _name, _field in (person_fields.person_fields() | person_fields.needs_fields()).items():
    if _name != "email":
        setattr(DetailsForm, _name, _field)


def details_held(standing: Standing) -> dict[str, Any]:
    person = standing.registration
    needs = Needs(standing.needs.dietary, standing.needs.access_needs) if standing.needs else Needs()
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "organisation": person.organisation,
        "organisation_kind": person.organisation_kind,
        "job_title": person.job_title,
        "dietary": needs.dietary,
        "access_needs": needs.access_needs,
        "special_data_consent": bool(needs),
    }


def completed(sent: Sent, held: Mapping[str, Any]) -> Sent:
    """What was sent, and for each field that did not come what is held.

    A box that is not ticked does not come either: it counts as sent when one of the texts it belongs to was.
    """
    whole: Sent = MultiDict(sent)
    asked_for_needs = any(name in sent for name in person_fields.NEEDS)
    for name, value in held.items():
        if name in sent or (isinstance(value, bool) and (asked_for_needs or not value)):
            continue
        whole.setlist(name, value if isinstance(value, list) else ["y" if value is True else str(value)])
    return whole


class CancelForm(StrictForm):
    """Nothing but the token: the question is asked once."""
