"""Refusal: base of every refusal of the domain."""

from collections.abc import Mapping


class Refusal(Exception):
    """What the domain says no to. Subclasses are named after the refusal and carry its data.

    `field` is the form field that it concerns, `message` (set where the reader's language is known) says what
    happened and what to do; it renders alike beside a form field and in JSON.
    """

    status = 422
    field: str | None = None

    @property
    def code(self) -> str:
        return type(self).__name__

    def message(self) -> str:
        """One sentence in the language of the request."""
        raise NotImplementedError

    def data(self) -> Mapping[str, object]:
        return {}
