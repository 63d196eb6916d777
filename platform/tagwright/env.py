"""Settings come from the environment; a value that cannot be meant stops the start."""

import importlib.util
import os
import secrets
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def version() -> str:
    """The version that the CHANGELOG names last."""
    try:
        return metadata.version("tagwright")
    except metadata.PackageNotFoundError:
        return "0"


def text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def number(name: str, default: int) -> int:
    found = os.environ.get(name, "")
    if not found:
        return default
    if not found.isdigit():
        raise SystemExit(f"{name} must be a whole number, got “{found}”.")
    return int(found)


def flag(name: str, default: bool) -> bool:
    found = os.environ.get(name, "").lower()
    if found not in ("", "0", "1", "true", "false"):
        raise SystemExit(f"{name} must be 0 or 1, got “{found}”.")
    return default if not found else found in ("1", "true")


def words(name: str, default: str) -> list[str]:
    return os.environ.get(name, default).replace(",", " ").split()


def rooms(*names: str) -> list[str]:
    """The rooms that are Django apps."""
    return [name for name in names if importlib.util.find_spec(f"{name}.apps")]


def secret(name: str, file: Path) -> str:
    """A secret from the environment, else from a file for its owner alone, made when missing."""
    if found := os.environ.get(name):
        if len(found) < 32:
            raise SystemExit(f"{name} must be at least 32 characters long.")
        return found
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        aside = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(48))
        try:
            os.link(aside, file)  # the first of several processes wins
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return file.read_text("utf-8").strip()


def database(name: str, home: Path, sqlite: str) -> dict[str, Any]:
    """SQLite in the home folder, or `postgresql://user:password@host:port/name`."""
    url = os.environ.get(name, "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "tagwright.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": sqlite},
            "TEST": {"NAME": home / "test.sqlite3"},
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise SystemExit(f"{name} must read postgresql://user:password@host:port/name.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def broker_options(url: str, folder: Path) -> dict[str, Any]:
    """The embedded broker is a folder; messages in and out share it."""
    if not url.startswith("filesystem://"):
        return {}
    control = folder / "control"
    control.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(control),
        "polling_interval": 0.1,
    }


def object_store(bucket: str) -> dict[str, Any]:
    """The S3 store of the grown household, when a bucket is named."""
    if not bucket:
        return {}
    return {
        "files": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": bucket,
                "endpoint_url": os.environ.get("TAGWRIGHT_S3_ENDPOINT") or None,
                "region_name": os.environ.get("TAGWRIGHT_S3_REGION", "us-east-1"),
                "access_key": os.environ.get("TAGWRIGHT_S3_KEY") or None,
                "secret_key": os.environ.get("TAGWRIGHT_S3_SECRET") or None,
                "file_overwrite": False,
                "querystring_auth": False,
            },
        }
    }
