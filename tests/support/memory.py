"""Where files are only kept in memory: a test's database is written through at each commit, and gone a moment later."""

import os
import shutil
from pathlib import Path

_PLACE = Path("/dev/shm")
_ENOUGH = 4 * 2**30  # bytes free; containers often have much less


def folder() -> str | None:
    """None where there is no such place, or too little of it: then the disk will do."""
    there = _PLACE.is_dir() and os.access(_PLACE, os.W_OK) and shutil.disk_usage(_PLACE).free >= _ENOUGH
    return str(_PLACE) if there else None
