"""The audit trail played again: what it alone says that each person holds."""

from eventreg.audit import AuditEntry

Held = dict[str, str]
"""State by session code, of one person."""


def replay(entry: AuditEntry, held: Held) -> None:
    """Bring `held` to what the entry says; it fails where that cannot have happened."""
    if entry.action == "promoted":
        assert held[entry.data["session"]] == "waitlisted"
        held[entry.data["session"]] = "booked"
        for code in entry.data["given_back"]:
            assert held.pop(code) == "booked"
        for code in entry.data["left"]:
            assert held.pop(code) == "waitlisted"
        return
    after = {
        "registered": lambda: entry.data["bookings"],
        "choices.changed": lambda: entry.data["after"],
        "programme.revised": lambda: entry.data["after"],
        "cancelled": dict,
    }.get(entry.action)
    if after is not None:
        assert entry.action != "choices.changed" or after() != held
        held.clear()
        held.update(after())
