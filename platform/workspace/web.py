"""What every view stands on: who asks, what may come in, one shape of answers.

    class Projects(RoomView):
        @act("Make a project", role="user", body=ProjectForm, out=ProjectOut, status=201)
        def post(self, request: Request, body: ProjectForm) -> ProjectOut: ...

`act` declares an operation once; the authorization table, the OpenAPI document and the checks all
come from it. A URL with `project_id` has been through `access.within` before the method runs; a
view on another row calls `self.reach(queryset, pk)`, which goes through the same door.
"""

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import QuerySet
from django.http import HttpResponseBase
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from rest_framework.exceptions import NotAuthenticated, UnsupportedMediaType
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel import strict
from kernel.names import name_problem
from workspace.access import within
from workspace.errors import NotFound, Refused, RefusedMany
from workspace.faults import problems
from workspace.models import Project, User
from workspace.replays import once

BODY_LIMIT = 2 << 20
LARGEST_ID = 2**63 - 1
F = TypeVar("F", bound=BaseModel)
M = TypeVar("M", bound=models.Model)


def readable(name: str) -> str:
    """For pydantic: refuse names that cannot be read, or that pose as others."""
    if problem := name_problem(name):
        raise ValueError(problem)
    return name


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(readable),
]
"""What people call a thing."""


class Form(BaseModel):
    """A request body: strict types, no unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Act(NamedTuple):
    """One operation of the API."""

    summary: str
    role: str
    body: type[BaseModel] | None
    out: Any
    status: int
    query: Mapping[str, str]
    files: bool
    replayable: bool
    headers: Mapping[str, str]
    media: str


UNDECLARED = Act("", "user", None, None, 200, {}, False, False, {}, "")


def act(
    summary: str,
    *,
    role: str,
    body: type[BaseModel] | None = None,
    out: Any = None,
    status: int = 200,
    query: Mapping[str, str] | None = None,
    files: bool = False,
    replayable: bool = True,
    headers: Mapping[str, str] | None = None,
    media: str = "application/json",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an operation. `role` is anyone, user, annotator, reviewer or owner; `query` names the
    query parameters with their help, `headers` the ones that are needed; `files` says that the body
    is multipart, `media` what the answer is."""

    declared = Act(
        summary, role, body, out, status, query or {}, files, replayable, headers or {}, media
    )

    def wrap(method: Callable[..., Any]) -> Callable[..., Any]:
        method.act = declared  # type: ignore[attr-defined]
        return method

    return wrap


class Body(NamedTuple):
    """A parsed body with the bytes it came from."""

    raw: bytes
    value: Any


class StrictJson(BaseParser):
    media_type = "application/json"

    def parse(  # type: ignore[override]
        self, stream: Any, media_type: Any = None, parser_context: Any = None
    ) -> Body:
        raw = stream.read(BODY_LIMIT + 1)
        if len(raw) > BODY_LIMIT:
            raise Refused(
                f"The body is larger than {BODY_LIMIT >> 20} MB; upload a file instead.",
                code="too_large",
                status=413,
            )
        try:
            return Body(raw, strict.loads(raw))
        except strict.NotStrict as error:
            raise Refused(str(error), code="malformed") from None


class RoomView(APIView):
    """The base of all views of the API."""

    parser_classes = [StrictJson, MultiPartParser]
    project: Project

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        role = self.act.role
        _possible(request, kwargs)
        if role != "anyone" and not request.user.is_authenticated:
            self.permission_denied(request)
        if (project_id := kwargs.pop("project_id", None)) is not None:
            self.kwargs = kwargs
            self.project = within(request.user, project_id, at_least=role)

    @property
    def act(self) -> Act:
        handler = getattr(self, (self.request.method or "get").lower(), None)
        found: Act = getattr(handler, "act", UNDECLARED)
        return found

    @property
    def user(self) -> User:
        """Who asks. A view that lets anyone in must not ask for it."""
        if not isinstance(self.request.user, User):
            raise NotAuthenticated
        return self.request.user

    def reach(self, rows: QuerySet[M], pk: int, *, what: str = "This") -> M:
        """The row if its project lets this user do this act; else NotFound or Forbidden."""
        row = rows.filter(pk=pk).first()
        if row is None:
            raise NotFound(what)
        try:
            self.project = within(self.request.user, row.project_id, at_least=self.act.role)  # type: ignore[attr-defined]
        except NotFound:
            raise NotFound(what) from None
        return row

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.args, self.kwargs = args, kwargs
        self.request = request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            self.initial(request, *args, **kwargs)
            if request.method not in self.allowed_methods:
                return self._finish(self.http_method_not_allowed(request, *args, **kwargs))
            response = self._once(request) if self._replayable() else self._act(request)
        except (
            Exception
        ) as error:  # DRF's own contract: the handler re-raises what it does not know
            response = self.handle_exception(error)
        return self._finish(response)

    def _finish(self, response: Any) -> Any:
        self.response = self.finalize_response(self.request, response, *self.args, **self.kwargs)
        return self.response

    def _replayable(self) -> bool:
        asked = self.request.method == "POST" and "Idempotency-Key" in self.request.headers
        return asked and self.act.replayable and isinstance(self.request.user, User)

    def _once(self, request: Request) -> Any:
        data = request.data
        raw = data.raw if isinstance(data, Body) else None
        return once(request, raw, by=self.user, act=lambda: self._act(request))

    def _act(self, request: Request) -> Any:
        handler = getattr(self, (request.method or "get").lower(), self.http_method_not_allowed)
        kwargs = {k: v for k, v in self.kwargs.items() if k != "project_id"}
        if self.act.body is not None and not self.act.files:
            kwargs["body"] = read(self.act.body, request)
        answer = handler(request, **kwargs)
        if isinstance(answer, HttpResponseBase):
            return answer
        return Response(plain(answer), status=self.act.status)


def _possible(request: Request, numbers: Mapping[str, Any]) -> None:
    """Refuse what no row can have: ids above 64 bits, and U+0000 in the query."""
    if any(isinstance(found, int) and found > LARGEST_ID for found in numbers.values()):
        raise NotFound
    for name, found in request.query_params.lists():
        if "\x00" in "".join([name, *map(str, found)]):
            raise Refused(
                f"“{name[:40]}” holds the character U+0000, which no text has; leave it out.",
                at=(name[:40],),
                code="malformed",
            )


def plain(answer: Any) -> Any:
    """Models, tuples and times as JSON values."""
    if isinstance(answer, BaseModel):
        return answer.model_dump(mode="json")
    return json.loads(json.dumps(answer, cls=_Encoder)) if answer is not None else None


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return o.model_dump(mode="json") if isinstance(o, BaseModel) else super().default(o)


def read(form: type[F], request: Request) -> F:
    """The request's JSON body as this form; refuses with every error at its place."""
    data = request.data
    if str(request.content_type).startswith("multipart/"):
        raise UnsupportedMediaType(str(request.content_type))
    return check(form, data.raw if isinstance(data, Body) else b"{}")


def check(form: type[F], raw: bytes | str) -> F:
    """JSON as this form, strictly; raises RefusedMany."""
    try:
        return form.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise RefusedMany(problems(form, error)) from None


class Page(NamedTuple):
    """How much of a list, from where."""

    cursor: int
    limit: int


def asked_page(request: Request, *, limit: int = 50) -> Page:
    """`cursor` and `limit` of a list; refuses what is not a number."""
    return Page(number(request, "cursor", 0), min(max(number(request, "limit", limit), 1), 200))


def number(request: Request, name: str, default: int) -> int:
    """A whole number from the query string."""
    found = request.query_params.get(name, "")
    if not found:
        return default
    if not found.isascii() or not found.isdigit() or len(found) > 18:
        raise Refused(f"“{name}” must be a whole number; got “{found[:40]}”.", at=(name,))
    return int(found)


def listed(
    rows: QuerySet[M], request: Request, show: Callable[[M], Any], *, newest_first: bool = False
) -> dict[str, Any]:
    """One page of rows by keyset on the primary key: {"results", "next"}."""
    page = asked_page(request)
    if newest_first:
        rows = rows.filter(pk__lt=page.cursor) if page.cursor else rows
        found = list(rows.order_by("-pk")[: page.limit + 1])
    else:
        found = list(rows.filter(pk__gt=page.cursor).order_by("pk")[: page.limit + 1])
    more = len(found) > page.limit
    kept = found[: page.limit]
    return {"results": [show(row) for row in kept], "next": kept[-1].pk if more else None}
