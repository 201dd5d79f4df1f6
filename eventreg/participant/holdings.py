"""Everything that is held about one participant, for themselves (GDPR 15 and 20)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from eventreg.audit import AuditEntry
from eventreg.checkin.models import CheckIn, IdentityCheck, Scan
from eventreg.db import db
from eventreg.invitations.models import Invitation
from eventreg.mail.models import OutboxMail
from eventreg.registration.models import Booking, Displacement, Registration, SpecialNeeds, Token

FACTS = (
    "reference", "status", "given_name", "family_name", "email", "email_refused_at", "organisation",
    "organisation_kind", "job_title", "lang", "category", "note", "days", "notice_version",
    "id_acknowledged_at", "created_at", "updated_at", "cancelled_at",
    "reconfirmed_at", "reminders_stopped_at",
)  # fmt: skip


def everything(registration: Registration, event_title: str) -> dict[str, Any]:
    """Ready for JSON: instants in ISO 8601, UTC. Secrets are left out: whoever has the file would hold the links."""
    key = registration.id
    needs = db.session.get(SpecialNeeds, key)
    return {
        "event": event_title,
        "registration": _facts(registration, FACTS),
        "bookings": [_booking(row) for row in _rows(Booking, key)],
        "priorities": [
            _facts(row, ("starts_at", "ends_at", "created_at", "expires_at", "settled_at"))
            for row in _rows(Displacement, key)
        ],
        "needs": _facts(needs, ("dietary", "access_needs", "consented_at")) if needs else None,
        "invitations": [
            _facts(row, ("given_name", "family_name", "email", "organisation", "category", "created_at"))
            for row in _rows(Invitation, key)
        ],
        "links": [_facts(row, ("purpose", "created_at", "revoked_at")) for row in _rows(Token, key)],
        "mails": [
            _facts(row, ("kind", "recipient", "state", "created_at", "sent_at"))
            for row in _rows(OutboxMail, key)
        ],
        "scans": [_facts(row, ("list", "verdict", "scanned_at")) for row in _rows(Scan, key)],
        "identity_checks": [_facts(row, ("day", "outcome", "at")) for row in _rows(IdentityCheck, key)],
        "check_ins": [_facts(row, ("list", "kind", "at", "gate")) for row in _rows(CheckIn, key)],
        "history": [_trace(row) for row in _rows(AuditEntry, key)],
    }


def _rows(model: Any, registration_id: int) -> list[Any]:
    return list(
        db.session.scalars(select(model).filter_by(registration_id=registration_id).order_by(model.id))
    )


def _booking(row: Booking) -> Mapping[str, Any]:
    return {"session": row.session.code, **_facts(row, ("state", "joined_at"))}


def _trace(row: AuditEntry) -> Mapping[str, Any]:
    """Who of the staff it was stays with the organisers; that it was staff does not."""
    return {**_facts(row, ("at", "action", "data")), "actor": row.actor.partition(":")[0]}


def _facts(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
