"""Secrets we hand out once and keep only as hashes: API tokens and sign-in links."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from workspace.errors import Refused
from workspace.models import ApiKey, SignInLink, User

LINK_LIFE = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=1)


def digest(secret: str) -> str:
    """SHA-256 of a secret; enough, since the secret is 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret(kind: str) -> str:
    """A secret whose prefix says what it opens, such as `twp_…`."""
    return f"{kind}_{secrets.token_urlsafe(32)}"


def make_token(user: User, name: str) -> tuple[ApiKey, str]:
    """A personal API token: the row, and the token itself, which is shown once."""
    if user.api_keys.count() >= 50:
        raise Refused("You have 50 tokens; remove one that you no longer use first.")
    secret = new_secret("twp")
    return ApiKey.objects.create(
        user=user, name=name, prefix=secret[:10], hash=digest(secret)
    ), secret


def make_link(user: User) -> str:
    """The secret part of a link that signs this user in once within a day."""
    secret = new_secret("twl")
    SignInLink.objects.create(user=user, hash=digest(secret), expires_at=timezone.now() + LINK_LIFE)
    return secret


def use_link(secret: str) -> User | None:
    """The user of this link, if it is unused and fresh; then it is used."""
    now = timezone.now()
    fresh = SignInLink.objects.filter(hash=digest(secret), used_at=None, expires_at__gt=now)
    if not fresh.update(used_at=now):
        return None
    return SignInLink.objects.select_related("user").get(hash=digest(secret)).user


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer twp_…`. First among the classes, so that strangers get 401."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        key = ApiKey.objects.select_related("user").filter(hash=digest(secret.strip())).first()
        if key is None or not key.user.is_active:
            raise AuthenticationFailed("This API token is unknown or was revoked.")
        now = timezone.now()
        if key.last_used_at is None or now - key.last_used_at > SEEN_EVERY:
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
        return key.user, key

    def authenticate_header(self, request: Request) -> Any:
        return 'Bearer realm="tagwright"'
