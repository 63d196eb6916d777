"""Which built files the page loads, read from Vite's manifest."""

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

BUILT = Path(__file__).parent / "static_built"
ENTRY = "src/main.tsx"


class Assets(NamedTuple):
    script: str
    styles: list[str]
    preload: list[str]


def entry() -> Assets | None:
    """The entry's script, styles and first imports; None when the front end is not built."""
    manifest = BUILT / ".vite" / "manifest.json"
    return _read(manifest, manifest.stat().st_mtime_ns) if manifest.exists() else None


@lru_cache(maxsize=2)
def _read(manifest: Path, _changed: int) -> Assets:
    chunks = json.loads(manifest.read_text("utf-8"))
    first = chunks[ENTRY]
    imported = [chunks[name] for name in first.get("imports", [])]
    styles = [css for chunk in [first, *imported] for css in chunk.get("css", [])]
    url = settings.STATIC_URL
    return Assets(
        url + first["file"], [url + s for s in styles], [url + c["file"] for c in imported]
    )
