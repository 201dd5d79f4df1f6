import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.typography import french

NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Combien cela coûte ?", f"Combien cela coûte{NARROW}?"),
        ("Combien cela coûte?", f"Combien cela coûte{NARROW}?"),
        ("Oui ; non !", f"Oui{NARROW}; non{NARROW}!"),
        ("Quoi  ?!", f"Quoi{NARROW}?!"),
        ("Atelier 1 : Comment ?", f"Atelier 1{WIDE}: Comment{NARROW}?"),
        ("Atelier 1: comment", f"Atelier 1{WIDE}: comment"),
        ("en « mode Mission »", f"en «{WIDE}mode Mission{WIDE}»"),
        ("en «mode Mission».", f"en «{WIDE}mode Mission{WIDE}»."),
        ("« Vraiment ? »", f"«{WIDE}Vraiment{NARROW}?{WIDE}»"),
        ("50 % des places, 50% des repas", f"50{WIDE}% des places, 50{WIDE}% des repas"),
        ("%(n)s %% des places", f"%(n)s{WIDE}%% des places"),
        ("l'action d'aujourd'hui", "l’action d’aujourd’hui"),
        ("Telle: une telle idée!", f"Telle{WIDE}: une telle idée{NARROW}!"),
        ("<strong>Oui</strong> !", f"<strong>Oui</strong>{NARROW}!"),
        ("%(name)s ? {name} !", f"%(name)s{NARROW}? {{name}}{NARROW}!"),
        ("%(name)s: {count}.", f"%(name)s{WIDE}: {{count}}."),
        ("«»", f"«{WIDE}»"),
        (f"déjà{NARROW}? « fait{WIDE}»", f"déjà{NARROW}? «{WIDE}fait{WIDE}»"),
        ("Places&nbsp;: 3 &amp; plus !", f"Places&nbsp;: 3 &amp; plus{NARROW}!"),
    ],
)
def test_french_sets_the_spaces_that_do_not_break(written: str, printed: str) -> None:
    assert french(written) == printed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "De 9:00 à 10:30",
        "https://exemple.fr/a?b=c;d=1!&e='x'",
        "voir https://exemple.fr/?lang=en",
        "webcal://exemple.fr/x.ics;",
        "mailto:a@exemple.fr?subject=b;c",
        "tel:+33199001234;ext=1!",
        "a'b;c!@exemple.fr",
        "100 %(name)s, %(n)d",
        "{name;x!}",
        '<a href="/x?y=1;z" title="a ; b !">lien</a>',
        "R&amp;D &#39; &eacute;",
        "?lang=en",
        "'entre guillemets simples'",
        "rock'2026",
    ],
)
def test_french_leaves_codes_alone(text: str) -> None:
    assert french(text) == text


ODD = st.sampled_from(" \u00a0\u202f«»;:!?%'’a1é@/<>&{}()\"\n.s#")


@given(st.text(alphabet=st.one_of(ODD, st.characters())))
def test_french_twice_is_french_once(text: str) -> None:
    assert french(french(text)) == french(text)


@given(st.text(alphabet=st.one_of(ODD, st.characters())))
def test_french_changes_only_spaces_and_apostrophes(text: str) -> None:
    def bare(value: str) -> str:
        return re.sub("[ \u00a0\u2009\u202f]", "", value).replace("'", "’")

    assert bare(french(text)) == bare(text)
