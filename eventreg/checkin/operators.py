"""Who stands at the door: a member of staff, or an enrolled device, with the initials of whoever holds it."""

from dataclasses import dataclass, replace

from eventreg.accounts.models import ACTOR, STEWARD, Staff
from eventreg.accounts.models import SUPERVISOR as STAFF_SUPERVISOR
from eventreg.checkin import states
from eventreg.checkin.models import Device
from eventreg.checkin.rules import Author


@dataclass(frozen=True, slots=True)
class Operator:
    role: str
    name: str
    """Initials, or what is known without them: whom the log names."""
    gate: str
    device_id: int | None = None
    staff_id: int | None = None
    lists: tuple[str, ...] = ()
    """Codes of the lists that it is there for; empty: all of them."""

    @property
    def author(self) -> Author:
        return Author(self.device_id, self.staff_id)

    @property
    def actor(self) -> str:
        """As the audit trail writes it."""
        return f"{ACTOR}{self.staff_id}" if self.device_id is None else f"device:{self.device_id}"


def of_staff(staff: Staff, gate: str = "", initials: str = "") -> Operator:
    return Operator(role_of(staff), initials or staff.email.partition("@")[0], gate, staff_id=staff.id)


def role_of(staff: Staff) -> str:
    """What a member of staff is at the door."""
    return states.SUPERVISOR if staff.may(STAFF_SUPERVISOR) else states.STEWARD


def of_device(device: Device) -> Operator | None:
    """None where it is the own phone of somebody who is no longer of the staff; whose role was taken back has less."""
    role, owner = device.role, device.staff
    if owner is not None and not owner.may(STEWARD):
        return None
    if owner is not None and role_of(owner) == states.STEWARD:
        role = states.STEWARD
    return Operator(role, device.name, device.name, device.id, None, tuple(device.lists))


def held_by(operator: Operator, initials: str | None, gate: str | None) -> Operator:
    """The same phone as it says of itself in one item: in whose hands, and where."""
    if not initials and not gate:
        return operator
    return replace(operator, name=initials or operator.name, gate=gate or operator.gate)
