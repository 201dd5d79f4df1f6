"""Phones and scanners at the door: adding, enrolling, recognising, revoking."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select, update

from eventreg import audit
from eventreg.accounts.models import Staff
from eventreg.checkin import states
from eventreg.checkin.errors import EnrolmentRefused
from eventreg.checkin.models import Device
from eventreg.db import db, lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.tokens import sha256

ENROLMENT_LASTS = timedelta(minutes=10)
# A queue is faster than this; “last seen” need not be exact, and a write less per scan is.
SEEN_EVERY = timedelta(minutes=1)
NAME_LENGTH = 60
_KNOWN = select(Device).filter_by(revoked_at=None)


class DeviceFault(ValueError):
    """A name that cannot be used; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Said once, kept as hashes."""

    enrolment: str
    key: str | None


def add(
    name: str,
    role: str,
    *,
    with_key: bool,
    now: datetime,
    lists: Sequence[str] = (),
    actor: str = audit.SYSTEM,
) -> Secrets:
    """A device that may be enrolled for ten minutes, and a key where asked for. A revoked one starts anew.

    `lists` are the codes of what it scans for; none: everything.
    """
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise DeviceFault(f"A device's name has 1 to {NAME_LENGTH} printable characters.")
    device = by_name(name)
    if device is not None and device.revoked_at is None:
        raise DeviceFault(f"There is a device named {name}: choose another name, or revoke it first.")
    if device is None:
        device = Device(name=name, seen_at=None)
        db.session.add(device)
    made = Secrets(secrets.token_urlsafe(24), secrets.token_urlsafe(32) if with_key else None)
    device.role, device.lists, device.created_at, device.revoked_at = role, list(lists), now, None
    device.staff_id = None
    device.cookie_hash, device.key_hash = None, sha256(made.key) if made.key else None
    device.enrolment_hash, device.enrolment_expires_at = sha256(made.enrolment), now + ENROLMENT_LASTS
    db.session.flush()
    data = {"device": device.id, "role": role, "lists": list(lists)}
    audit.record("device.added", at=now, actor=actor, data=data)
    return made


def renew(device: Device, *, now: datetime, actor: str) -> str:
    """Another enrolment code for the same device; the phone that it was goes on until the code is used."""
    code = secrets.token_urlsafe(24)
    device.enrolment_hash, device.enrolment_expires_at = sha256(code), now + ENROLMENT_LASTS
    audit.record("device.renewed", at=now, actor=actor, data={"device": device.id})
    return code


def own_phone(staff: Staff, role: str, *, now: datetime) -> str:
    """A device that is the phone in this member of staff's hand, and the key for its cookie. « Camille 2 »"""
    lock(Event, EVENT_ID)  # of two at the same time the second gets the next number
    device = Device(
        name=_next_name(staff.email),
        role=role,
        staff_id=staff.id,
        created_at=now,
        revoked_at=None,
        seen_at=now,
    )
    key = secrets.token_urlsafe(32)
    device.cookie_hash = sha256(key)
    db.session.add(device)
    db.session.flush()
    data = {"device": device.id, "role": role}
    audit.record("device.enrolled", at=now, actor=staff.actor, data=data)
    return key


def _next_name(email: str) -> str:
    """What of an address is like a first name, and the first number that is free."""
    first = re.split(r"[._+]", email.partition("@")[0])[0].capitalize()[: NAME_LENGTH - 6]
    taken = set(
        db.session.scalars(select(Device.name).where(Device.name.startswith(f"{first} ", autoescape=True)))
    )
    return next(name for name in (f"{first} {number}" for number in count(1)) if name not in taken)


def leave(device_id: int, *, now: datetime) -> None:
    """The phone signs out: its cookie opens nothing any more.

    A device keeps its name, its key, and may be enrolled again; somebody's own phone is no device from now on.
    """
    device = db.session.get_one(Device, device_id)
    device.cookie_hash = None
    if device.staff_id is not None:
        device.revoked_at = now
    audit.record("device.left", at=now, actor=f"device:{device_id}", data={})


def by_name(name: str) -> Device | None:
    return db.session.scalars(select(Device).filter_by(name=name)).first()


def everyone() -> list[Device]:
    return list(db.session.scalars(select(Device).order_by(Device.name)))


def revoke(name: str, *, now: datetime, actor: str = audit.SYSTEM) -> None:
    """From its next call on it is a stranger. Raises DeviceFault."""
    device = by_name(" ".join(name.split()))
    if device is None:
        raise DeviceFault(f"There is no device named {name}.")
    if device.revoked_at is None:
        device.revoked_at = now
        device.key_hash = device.cookie_hash = device.enrolment_hash = None
        audit.record("device.revoked", at=now, actor=actor, data={"device": device.id})


def state(device: Device) -> str:
    if device.revoked_at is not None:
        return states.REVOKED_DEVICE
    return states.ACTIVE if device.key_hash or device.cookie_hash else states.TO_ENROL


def enrollable(code: str, *, now: datetime) -> Device:
    """The device that waits for this enrolment code. Raises EnrolmentRefused."""
    device = db.session.scalars(select(Device).filter_by(enrolment_hash=sha256(code))).first()
    if device is None or device.enrolment_expires_at is None or device.enrolment_expires_at <= now:
        raise EnrolmentRefused
    return device


def enrol(code: str, *, now: datetime) -> str:
    """The new key for the phone's cookie; the code is good once, also when sent twice at the same time."""
    device = enrollable(code, now=now)
    key = secrets.token_urlsafe(32)
    used = db.session.execute(
        update(Device)
        .where(Device.id == device.id, Device.enrolment_hash == sha256(code))
        .values(enrolment_hash=None, cookie_hash=sha256(key), seen_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise EnrolmentRefused
    audit.record("device.enrolled", at=now, actor=f"device:{device.id}", data={})
    return key


def by_key(key: str) -> Device | None:
    return db.session.scalars(_KNOWN.filter_by(key_hash=sha256(key))).first()


def by_cookie(key: str) -> Device | None:
    return db.session.scalars(_KNOWN.filter_by(cookie_hash=sha256(key))).first()


def seen(device: Device, *, now: datetime) -> None:
    if device.seen_at is None or now - device.seen_at >= SEEN_EVERY:
        device.seen_at = now
