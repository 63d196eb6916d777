"""What should answer: asked of the web by long poll, kept on disk, carried out one by one.

The last catalogue lies in HOME/catalogue.json and each bundle in HOME/bundles/<sha256>, so a
process that starts while the web is down answers all the same.
"""

import logging
import os
import shutil
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple, get_args

from deployments.serving.asks import Unit
from deployments.serving.pool import Live, Pool, Wanted
from deployments.serving.web import BadFile, Web, WebAway
from kernel import strict
from training.tagger.bundles import bundle as bundles
from training.tagger.bundles.bundle import BadBundle
from training.tagger.runtime import Tagger, load

log = logging.getLogger(__name__)
_SLOWEST_RETRY_SECONDS = 5.0
_QUICKEST_POLL_SECONDS = 0.2
_DRAFT_SECONDS = 3600.0
"""A draft folder of this age was left by a process that was killed."""


class Catalogue(NamedTuple):
    """One answer of the web."""

    version: str
    files_url: str
    wanted: list[Wanted]


class BadCatalogue(Exception):
    """A catalogue that is not what was agreed; the one before stays."""


class Follower(threading.Thread):
    """Follows the catalogue until the process ends."""

    def __init__(self, web: Web, pool: Pool, home: Path, serving: str) -> None:
        super().__init__(name="catalogue", daemon=True)
        self._web = web
        self._pool = pool
        self._home = home
        self._serving = serving
        self._stopped = threading.Event()
        self._told: list[dict[str, str | int]] | None = None
        self._since = ""
        self._files_url = ""

    def stop(self) -> None:
        """End after the request that is under way; the thread holds nothing that needs closing."""
        self._stopped.set()

    def run(self) -> None:
        pause = _QUICKEST_POLL_SECONDS
        while not self._stopped.is_set():
            began = time.monotonic()
            try:
                self._follow()
                pause = _QUICKEST_POLL_SECONDS
            except (WebAway, BadFile, BadCatalogue, OSError) as fault:
                log.warning("The catalogue is not to be had, what is loaded goes on: %s", fault)
                if not self._pool.known:
                    self._from_disk()
                pause = min(2 * pause, _SLOWEST_RETRY_SECONDS)
            quick = time.monotonic() - began < _QUICKEST_POLL_SECONDS
            if quick or pause > _QUICKEST_POLL_SECONDS:
                self._stopped.wait(pause)

    def _follow(self) -> None:
        self._carry_out()
        raw = self._web.catalogue(self._since)
        if raw is None:
            return
        catalogue = read(raw)
        if catalogue.version != self._since or not self._pool.known:
            _keep(self._home / "catalogue.json", raw)
            self._take_over(catalogue)
            self._since = catalogue.version
            self._carry_out()

    def _tell(self) -> None:
        """Say it again until the web has heard it."""
        states, used = self._pool.states(), self._pool.take_used()
        if self._pool.known and (used or states != self._told):
            self._web.tell(self._serving, states, used)
            self._told = states

    def _from_disk(self) -> None:
        try:
            raw = (self._home / "catalogue.json").read_bytes()
        except FileNotFoundError:
            return
        try:
            self._take_over(read(raw))
            self._carry_out()
        except (BadCatalogue, BadFile, WebAway) as fault:
            log.error("Not all that was answered before is on disk: %s", fault)

    def _take_over(self, catalogue: Catalogue) -> None:
        self._files_url = catalogue.files_url
        self._pool.want(catalogue.wanted)
        self._clear()

    def _carry_out(self) -> None:
        """Load what is pending, each for itself, and report.

        What could not be fetched because the web was away stays pending and raises WebAway.
        """
        away: WebAway | None = None
        for wanted in self._pool.pending():
            try:
                tagger = self._pool.tagger_of(wanted.bundle) or self._loaded(wanted)
            except WebAway as fault:
                away = fault
            except (BadBundle, BadFile, OSError) as fault:
                code = fault.code if isinstance(fault, BadBundle) else "not_fetched"
                log.error("Deployment %s does not load: %s", wanted.slug, fault)
                self._pool.fail(wanted, f"{code}: {fault}")
            except Exception as fault:  # one odd bundle must not stop the others
                log.exception("Deployment %s does not load", wanted.slug)
                self._pool.fail(wanted, f"internal: {type(fault).__name__} while it was loaded")
            else:
                self._pool.switch(Live.of(wanted, tagger))
        self._tell()
        if away is not None:
            raise away

    def _loaded(self, wanted: Wanted) -> Tagger:
        """Loaded and warmed; a copy on disk that went bad is fetched once more."""
        folder = self._home / "bundles" / wanted.bundle
        if folder.is_dir():
            try:
                return load(folder)
            except BadBundle as fault:
                if fault.code not in ("checksum_mismatch", "missing_file"):
                    raise
                shutil.rmtree(folder, ignore_errors=True)
        self._fetch(wanted, folder)
        return load(folder)

    def _fetch(self, wanted: Wanted, folder: Path) -> None:
        """All files into a draft folder, which then takes its name at once."""
        draft = folder.with_name(f".{wanted.bundle}.{os.getpid()}")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        try:
            for name, digest in (*wanted.files, (bundles.NAME, wanted.bundle)):
                self._web.fetch(self._files_url, digest, draft / name)
            try:
                draft.rename(folder)
            except OSError:
                if not folder.is_dir():  # else another process of this home was quicker
                    raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _clear(self) -> None:
        """Remove bundles that nothing needs: models are in memory, so no open file is hurt."""
        kept = self._pool.bundles()
        folder = self._home / "bundles"
        for old in folder.iterdir() if folder.is_dir() else ():
            unneeded = bundles.is_digest(old.name) and old.name not in kept
            if unneeded or (old.name.startswith(".") and _age_seconds(old) > _DRAFT_SECONDS):
                shutil.rmtree(old, ignore_errors=True)


def _age_seconds(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:  # another process of this home was quicker
        return 0.0


def read(raw: bytes) -> Catalogue:
    """A catalogue out of its JSON; raises BadCatalogue."""
    try:
        value = strict.loads(raw)
        wanted = [_wanted(one) for one in value["deployments"]]
        return Catalogue(str(value["version"]), str(value.get("files_url", "")), wanted)
    except (strict.NotStrict, KeyError, TypeError, AttributeError, ValueError) as fault:
        raise BadCatalogue(f"The catalogue is not readable: {fault!r}") from fault


def _wanted(one: Any) -> Wanted:
    files = {name: digest for name, digest in one["files"].items() if name != bundles.NAME}
    digests = [one["bundle"], *files.values(), *(key["hash"] for key in one["keys"])]
    if not all(map(bundles.is_digest, digests)) or not all(map(bundles.is_plain, files)):
        raise ValueError(f"deployment {one['slug']} names a file or a checksum that is none")
    unit: Any = one.get("offset_unit") or "codepoint"
    if unit not in get_args(Unit):
        raise ValueError(f"{unit} is no offset unit")
    return Wanted(
        slug=str(one["slug"]),
        version=_version(one["version"]),
        name=str(one["name"]),
        bundle=one["bundle"],
        files=tuple(sorted(files.items())),
        keys=frozenset(key["hash"] for key in one["keys"]),
        offset_unit=unit,
    )


def _version(value: Any) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("a version is a text or a whole number")
    return value


def _keep(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as stream:
        stream.write(raw)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, path)
