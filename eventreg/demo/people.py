"""Inventing participants: the same ones for the same seed. Pure."""

from dataclasses import dataclass
from random import Random

from eventreg.demo import names
from eventreg.registration.names import email_key, search_key
from eventreg.registration.registering import Needs, Person

# RFC 2606: no message to such an address ever reaches anybody.
DOMAINS = ("example.org", "example.com", "example.net")
ABROAD_SHARE, DIET_SHARE, ACCESS_SHARE = 0.12, 0.07, 0.03


@dataclass(frozen=True, slots=True)
class Invented:
    person: Person
    needs: Needs
    lang: str


def invent(random: Random, taken: set[str]) -> Invented:
    """Somebody whose address is not in `taken`, to which it is added."""
    if random.random() < ABROAD_SHARE:
        return _from_abroad(random, taken)
    given, family = random.choice(names.GIVEN), random.choice(names.FAMILY)
    kind, organisation = random.choice(names.ORGANISATIONS)
    job = random.choice(names.JOBS[kind])
    person = Person(given, family, _address(given, family, random, taken), organisation, kind, job)
    return Invented(person, _needs(random), "fr")


def _from_abroad(random: Random, taken: set[str]) -> Invented:
    given, family = random.choice(names.ABROAD)
    kind, organisation = random.choice(names.ABROAD_ORGANISATIONS)
    job = random.choice(names.JOBS_ABROAD)
    person = Person(given, family, _address(given, family, random, taken), organisation, kind, job)
    return Invented(person, Needs(), "en")


def _needs(random: Random) -> Needs:
    dietary = random.choice(names.DIETS) if random.random() < DIET_SHARE else ""
    access = random.choice(names.ACCESS) if random.random() < ACCESS_SHARE else ""
    return Needs(dietary, access)


def _address(given: str, family: str, random: Random, taken: set[str]) -> str:
    """`given.family@example.org` in ASCII, with a number from the second of that name on."""
    local, domain = search_key(f"{given} {family}").replace(" ", "."), random.choice(DOMAINS)
    local = local.encode("ascii", "ignore").decode()
    address, number = f"{local}@{domain}", 1
    while email_key(address) in taken:
        number += 1
        address = f"{local}{number}@{domain}"
    taken.add(email_key(address))
    return address
