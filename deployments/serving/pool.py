"""Which deployments answer, with which model, for which keys; changed by one thread only."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from deployments.serving import openapi
from deployments.serving.asks import Unit
from deployments.serving.wire import Refused, busy
from training.tagger.runtime import Tagger


@dataclass(frozen=True)
class Wanted:
    """One deployment as the catalogue lists it."""

    slug: str
    version: str | int
    name: str
    bundle: str
    """sha256 of the bundle's manifest, which names the whole bundle."""
    files: tuple[tuple[str, str], ...]
    """(name, sha256) of the bundle's other files."""
    keys: frozenset[str]
    """sha256 of each key, in hexadecimal."""
    offset_unit: Unit = "codepoint"


@dataclass(frozen=True)
class Live:
    """A deployment that answers. While a newer version loads, this one stays."""

    wanted: Wanted
    tagger: Tagger
    document: dict[str, Any]
    """Its API as OpenAPI."""

    @classmethod
    def of(cls, wanted: Wanted, tagger: Tagger) -> "Live":
        version, unit = str(wanted.version), wanted.offset_unit
        said = openapi.document(wanted.slug, wanted.name, version, tagger.manifest, unit)
        return cls(wanted, tagger, said)


class Pool:
    """Each change replaces a whole table at once, so a request sees the old or the new."""

    def __init__(self, secret: str) -> None:
        self._wanted: dict[str, Wanted] = {}
        self._live: dict[str, Live] = {}
        self._failed: dict[str, tuple[str | int, str]] = {}
        self._keys: frozenset[str] = frozenset()
        self._used: set[str] = set()
        self._master = sha256(secret.encode()).hexdigest()
        self.known = False
        """Whether a catalogue was read since the start."""

    @property
    def ready(self) -> bool:
        """Whether all that is wanted answers or has failed."""
        return self.known and not self.pending()

    def want(self, wanted: Iterable[Wanted]) -> None:
        """Take over a catalogue: keys count from now on, what is not in it stops at once."""
        self._wanted = {one.slug: one for one in wanted}
        self._keys = frozenset(key for one in self._wanted.values() for key in one.keys)
        self._live = {slug: live for slug, live in self._live.items() if slug in self._wanted}
        self._failed = {
            slug: failure
            for slug, failure in self._failed.items()
            if slug in self._wanted and failure[0] == self._wanted[slug].version
        }
        for slug, live in self._live.items():
            one = self._wanted[slug]
            if live.wanted != one and live.wanted.bundle == one.bundle:
                self.switch(Live.of(one, live.tagger))
        self.known = True

    def pending(self) -> list[Wanted]:
        """What is wanted in a version that neither answers nor has failed."""
        return [
            one
            for slug, one in self._wanted.items()
            if slug not in self._failed
            and (slug not in self._live or self._live[slug].wanted.version != one.version)
        ]

    def switch(self, live: Live) -> None:
        """From now on this version answers."""
        self._live = {**self._live, live.wanted.slug: live}

    def fail(self, wanted: Wanted, error: str) -> None:
        """This version will not answer; an older one that does goes on."""
        self._failed = {**self._failed, wanted.slug: (wanted.version, error)}

    def tagger_of(self, bundle: str) -> Tagger | None:
        """A model that is loaded already, by its bundle."""
        found = (live.tagger for live in self._live.values() if live.wanted.bundle == bundle)
        return next(found, None)

    def bundles(self) -> set[str]:
        """The bundles that are wanted or answer."""
        taken = {one.bundle for one in self._wanted.values()}
        return taken | {live.wanted.bundle for live in self._live.values()}

    def states(self) -> list[dict[str, str | int]]:
        """What the web is told of each deployment that is not on its way."""
        failed: list[dict[str, str | int]] = [
            {"slug": slug, "version": version, "state": "failed", "error": error}
            for slug, (version, error) in self._failed.items()
        ]
        live: list[dict[str, str | int]] = [
            {"slug": slug, "version": live.wanted.version, "state": "live", "error": ""}
            for slug, live in self._live.items()
            if slug not in self._failed
        ]
        return failed + live

    def opened(self, slug: str, key: str) -> Live:
        """The deployment of this address for the bearer of a key; raises Refused.

        Unknown keys get 401 whatever the address. A key of another deployment gets 404, as for an
        address that does not exist: nobody learns what others have deployed. The web's own secret
        opens every deployment, for its try-it page.
        """
        digest = sha256(key.encode()).hexdigest()
        wanted = self._wanted.get(slug)
        master = hmac.compare_digest(digest, self._master)
        own = [hmac.compare_digest(digest, one) for one in wanted.keys] if wanted else []
        if not (master or any(own)):
            raise not_found() if digest in self._keys else unauthorized()
        if wanted is None:
            raise not_found()
        if not master:
            self._used.add(digest)
        return self._answering(slug)

    def take_used(self) -> list[str]:
        """The hashes of the keys that opened something since this was last asked."""
        taken, self._used = self._used, set()
        return sorted(taken)

    def described(self, slug: str) -> dict[str, Any]:
        """The OpenAPI document of a deployment, open to all; raises Refused."""
        if slug not in self._wanted:
            raise not_found()
        return self._answering(slug).document

    def _answering(self, slug: str) -> Live:
        live = self._live.get(slug)
        if live is not None:
            return live
        if slug in self._failed:
            raise busy("failed", "This deployment did not load; its page says why.")
        raise busy("starting", "This deployment is being loaded; ask again in a second.")


def unauthorized() -> Refused:
    """401: no key, or one that nothing here knows."""
    message = "Send this deployment's key in the header “Authorization: Bearer …”."
    headers = [(b"www-authenticate", b"Bearer")]
    return Refused(HTTPStatus.UNAUTHORIZED, "unauthorized", message, headers=headers)


def not_found() -> Refused:
    """404: no such address, or none for this key."""
    message = "Nothing answers here for this key; check the address and the key."
    return Refused(HTTPStatus.NOT_FOUND, "not_found", message)
