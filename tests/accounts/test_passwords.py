"""What a password costs whoever has stolen the database; the other tests hash cheaply."""

import subprocess
import sys

from argon2 import Type, extract_parameters

HASHED = "from eventreg.accounts import passwords; print(passwords.hashed('un mot de passe assez long'))"


def test_the_product_hashes_with_a_memory_hard_function() -> None:
    done = subprocess.run([sys.executable, "-c", HASHED], capture_output=True, text=True, check=True)
    cost = extract_parameters(done.stdout.strip())
    assert cost.type is Type.ID
    assert cost.memory_cost >= 64 * 1024, "kibibytes"
    assert cost.time_cost >= 3
