"""A setting that cannot work stops the start with one sentence that names it."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from eventreg.config import SettingError, load

ROOT = Path(__file__).parents[1]
PUBLIC = {"BASE_URL": "https://inscription.example.org"}
FAULTS = [
    (PUBLIC | {"COLOUR": "green"}, "EVENTREG_COLOUR"),
    (PUBLIC | {"DEMO": "yes"}, "EVENTREG_DEMO"),
    ({"DEMO": "1", "CLOCK": "2026-02-02T09:00:00"}, "EVENTREG_CLOCK"),
    ({"DEMO": "1", "CLOCK": "tomorrow"}, "EVENTREG_CLOCK"),
    (PUBLIC | {"CLOCK": "2026-02-02T09:00:00+01:00"}, "EVENTREG_CLOCK"),
    (PUBLIC | {"DATABASE_URL": "nonsense"}, "EVENTREG_DATABASE_URL"),
    (PUBLIC | {"DATABASE_URL": "mysql://localhost/x"}, "EVENTREG_DATABASE_URL"),
    (PUBLIC | {"DATABASE_URL": "postgresql+psycopg://u:p@host:port/x"}, "EVENTREG_DATABASE_URL"),
    (PUBLIC | {"MAIL_PORT": "smtp"}, "EVENTREG_MAIL_PORT"),
    (PUBLIC | {"MAIL_PORT": "70000"}, "EVENTREG_MAIL_PORT"),
    (PUBLIC | {"MAIL_SERVER": "mail.example.org"}, "EVENTREG_MAIL_DEFAULT_SENDER"),
    (PUBLIC | {"MAIL_BOUNCES": "Team <bounces@example.org>"}, "EVENTREG_MAIL_BOUNCES"),
    (
        PUBLIC | {"MAIL_BOUNCES": "a-local-part-without-room-for-a-number@example.org"},
        "EVENTREG_MAIL_BOUNCES",
    ),
    (PUBLIC | {"TRUSTED_PROXIES": "-1"}, "EVENTREG_TRUSTED_PROXIES"),
    (PUBLIC | {"REDIS_URL": "localhost"}, "EVENTREG_REDIS_URL"),
    ({"BASE_URL": "inscription.example.org"}, "EVENTREG_BASE_URL"),
    ({"BASE_URL": "https://example.org/path"}, "EVENTREG_BASE_URL"),
    ({"BASE_URL": "https://example.org:port"}, "EVENTREG_BASE_URL"),
    ({}, "EVENTREG_BASE_URL"),
]


def _environment(instance: Path, settings: dict[str, str]) -> dict[str, str]:
    given = {"INSTANCE": str(instance), **settings}
    return dict(os.environ) | {f"EVENTREG_{name}": value for name, value in given.items()}


def _run(command: list[str], instance: Path, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=_environment(instance, settings),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(("settings", "named"), FAULTS)
def test_fault_is_one_sentence_that_names_the_setting(
    instance: Path, settings: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingError) as caught:
        load(environ=_environment(instance, settings))
    sentence = str(caught.value)
    assert sentence.startswith(named + " ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(("settings", "named"), [FAULTS[0], FAULTS[2], FAULTS[5], FAULTS[8], FAULTS[13]])
def test_command_ends_with_that_sentence(instance: Path, settings: dict[str, str], named: str) -> None:
    result = _run(["flask", "--app", "wsgi", "check"], instance, settings)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert named in result.stderr


def test_gunicorn_gives_up(instance: Path) -> None:
    result = _run(["gunicorn", "--bind", "127.0.0.1:0", "wsgi:app"], instance, PUBLIC | {"MAIL_PORT": "x"})
    assert result.returncode != 0
    assert result.stderr.count("EVENTREG_MAIL_PORT must be") == 1
    assert "Traceback" not in result.stderr


def test_database_password_is_not_told(instance: Path) -> None:
    with pytest.raises(SettingError) as caught:
        load(environ=_environment(instance, PUBLIC | {"DATABASE_URL": "mysql://me:hunter2@host/x"}))
    assert "hunter2" not in str(caught.value)


def test_environment_wins_over_the_instance_file(instance: Path) -> None:
    (instance / "config.py").write_text('BASE_URL = "https://file.example.org"\nMAIL_PORT = 2525\n')
    settings = load(environ=_environment(instance, PUBLIC))
    assert (settings["BASE_URL"], settings["MAIL_PORT"]) == (PUBLIC["BASE_URL"], 2525)


@pytest.mark.parametrize("content", ["COLOUR = 1", "MAIL_PORT = ", "1 / 0", "CLOCK = 'x'"])
def test_faults_of_the_instance_file_name_the_file(instance: Path, content: str) -> None:
    (instance / "config.py").write_text(content)
    with pytest.raises(SettingError, match=r"config\.py"):
        load(environ=_environment(instance, PUBLIC))


def test_empty_variable_is_not_given(instance: Path) -> None:
    assert load(environ=_environment(instance, PUBLIC | {"MAIL_PORT": ""}))["MAIL_PORT"] == 25


def test_signing_key_is_made_once_and_kept_private(instance: Path) -> None:
    first = load(environ=_environment(instance, PUBLIC))["SECRET_KEY"]
    assert load(environ=_environment(instance, PUBLIC))["SECRET_KEY"] == first
    assert len(first) >= 32
    assert stat.S_IMODE((instance / "secret_key").stat().st_mode) == 0o600
