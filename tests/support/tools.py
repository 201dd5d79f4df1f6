"""Programs that tests need and that pip does not install."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

MISSING = "missing tool: "


def missing(name: str) -> NoReturn:
    """Skip the test and name the tool at the end of the run; under CI=true fail instead."""
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING + name, pytrace=False)
    pytest.skip(MISSING + name)


def program(*names: str, folders: str = "") -> Path | None:
    """The first program of these names on PATH, then in the folders of a glob pattern, newest version first."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    candidates = [path for path in Path("/").glob(folders.lstrip("/")) if path.is_dir()] if folders else []
    candidates.sort(key=lambda folder: [int(part) for part in folder.parts if part.isdecimal()], reverse=True)
    return next((folder / name for folder in candidates for name in names if (folder / name).exists()), None)
