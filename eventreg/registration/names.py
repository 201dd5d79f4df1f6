"""How names and addresses are compared. Pure."""

import secrets
import unicodedata

# Without letters and digits that are mistaken for each other when read aloud or off paper.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def email_key(email: str) -> str:
    """What two spellings of one address share: no surrounding space, no case."""
    return email.strip().casefold()


def search_key(*parts: str) -> str:
    """Lower case words without accents, hyphens and apostrophes, separated by one space."""
    decomposed = unicodedata.normalize("NFKD", " ".join(parts)).casefold()
    letters = "".join(
        character if character.isalnum() else " "
        for character in decomposed
        if not unicodedata.combining(character)
    )
    return " ".join(letters.split())


def new_reference(tag: str) -> str:
    """`SOU-7K3F9Q`: 30 bits, to be said on the telephone; a unique constraint stands behind it."""
    return f"{tag}-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(6))
