"""Who asks."""

from typing import cast

from rest_framework.request import Request

from workspace.models import User


def person(request: Request) -> User:
    """The signed-in user; the door has let no one else in."""
    return cast(User, request.user)
