"""What we can answer: sentences for the person who can mend it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

Place = tuple[str | int, ...]


class Problem(NamedTuple):
    """One thing that is wrong: where, a word for programs, a sentence for people."""

    at: Place
    code: str
    message: str

    def shown(self) -> dict[str, Any]:
        return {"at": list(self.at), "code": self.code, "message": self.message}


class Refused(Exception):
    """The request cannot be done as asked; nothing was stored.

    >>> Refused("Give the project a name.", at=("name",), code="missing").answer()["errors"]
    [{'at': ['name'], 'code': 'missing', 'message': 'Give the project a name.'}]
    """

    status = 400

    def __init__(
        self,
        message: str,
        *,
        at: Place = (),
        code: str = "invalid",
        status: int | None = None,
        problems: Sequence[Problem] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.problems = [Problem(at, code, message)] if problems is None else list(problems)
        self.status = status or self.status
        self.more = more

    def answer(self) -> dict[str, Any]:
        """The body: `code`, `message`, `errors`, and what else the caller may need."""
        return {
            "code": self.code,
            "message": self.message,
            "errors": [problem.shown() for problem in self.problems[:100]],
            **self.more,
        }


class RefusedMany(Refused):
    """Several things are wrong; all of them are said."""

    def __init__(self, problems: Sequence[Problem], *, status: int = 400) -> None:
        first = problems[0].message
        rest = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(first + rest, code="invalid", status=status, problems=problems)


class NotFound(Refused):
    """It does not exist, or is not yours: the answer is the same."""

    status = 404

    def __init__(self, what: str = "This") -> None:
        super().__init__(
            f"{what} does not exist, or you are not a member of its project.", code="not_found"
        )


class Forbidden(Refused):
    """You may see it, but your role does not allow the act."""

    status = 403

    def __init__(self, message: str) -> None:
        super().__init__(message, code="forbidden")


class Conflict(Refused):
    """It clashes with what is there."""

    status = 409

    def __init__(
        self, message: str, *, code: str = "conflict", at: Place = (), **more: Any
    ) -> None:
        super().__init__(message, code=code, at=at, **more)


class Stale(Refused):
    """The save was made on an older version; `current` is what is there now."""

    status = 412

    def __init__(self, current: dict[str, Any]) -> None:
        super().__init__(
            "Someone saved this in the meantime. Look at the current version and save again.",
            code="stale",
            current=current,
        )
