"""Reads settings from environment variables and refuses values it does not understand."""

import os
from collections.abc import Collection
from pathlib import Path


class UnableToReadSetting(Exception):
    """An environment variable holds a value that its setting cannot take."""


def env_text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value in ("1", "true", "True"):
        return True
    if value in ("0", "false", "False"):
        return False
    raise UnableToReadSetting(f"{name}={value!r}: use 1 or 0.")


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    try:
        return int(value) if value else default
    except ValueError:
        raise UnableToReadSetting(f"{name}={value!r}: use a whole number.") from None


def env_choice(name: str, default: str, *, choices: Collection[str]) -> str:
    value = os.environ.get(name, "") or default
    if value not in choices:
        raise UnableToReadSetting(f"{name}={value!r}: use one of {', '.join(sorted(choices))}.")
    return value


def env_list(name: str, default: list[str]) -> list[str]:
    value = os.environ.get(name, "")
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def secret_key(*, debug_data: Path, demo: bool) -> str:
    """Return SECRET_KEY, or a key kept in the data folder when this is the local demo.

    Raises
    ------
    UnableToReadSetting
        Outside the demo without a key of at least 50 characters.
    """
    value = os.environ.get("SECRET_KEY", "")
    if value:
        if len(value) < 50 and not demo:
            raise UnableToReadSetting("SECRET_KEY is shorter than 50 characters: make a longer one.")
        return value
    if not demo:
        raise UnableToReadSetting("SECRET_KEY is not set: give it at least 50 random characters.")
    path = debug_data / "secret_key"
    if not path.exists():
        from django.core.management.utils import get_random_secret_key

        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(get_random_secret_key() + get_random_secret_key(), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")
