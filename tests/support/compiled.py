"""Templates compiled once per language for all applications of one test process.

Each test has an application of its own, and compiling the templates of its first page took longer than all the rest.
"""

from functools import cache
from typing import cast

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from eventreg.templating import SpokenEnvironment


class _Memory(BytecodeCache):
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@cache
def _memory(lang: str) -> _Memory:
    return _Memory()


def share(app: Flask) -> None:
    """Constant texts are folded into the code, so each language has its own."""
    spoken = cast(SpokenEnvironment, app.jinja_env).spoken or {}
    for lang, environment in spoken.items():
        environment.bytecode_cache = _memory(lang)
