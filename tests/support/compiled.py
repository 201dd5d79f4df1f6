"""What is compiled once for all applications of one test process: templates, once per language, and the functions that
write addresses.

Each test has an application of its own, and compiling for its first page took longer than all the rest.
"""

from collections.abc import Callable
from functools import cache
from types import CodeType
from typing import Any, cast

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from eventreg.templating import SpokenEnvironment

Build = Callable[..., tuple[str, str]]


class _Memory(BytecodeCache):
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


@cache
def _memory(lang: str) -> _Memory:
    return _Memory()


def share(app: Flask) -> None:
    """Constant texts are folded into the code, so each language has its own."""
    spoken = cast(SpokenEnvironment, app.jinja_env).spoken or {}
    for lang, environment in spoken.items():
        environment.bytecode_cache = _memory(lang)


def share_addresses(patch: pytest.MonkeyPatch) -> None:
    """Werkzeug compiles two functions for each rule of each application. They know nothing of their rule but its parts
    and its defaults: everything else comes to them as an argument."""
    compiled = Rule._compile_builder
    made: dict[Any, Build] = {}

    def shared(self: Rule, append_unknown: bool = True) -> Build:
        key = (tuple(self._trace), tuple((self.defaults or {}).items()), append_unknown)
        if key not in made:
            made[key] = compiled(self, append_unknown)
        return made[key]

    patch.setattr(Rule, "_compile_builder", shared)
