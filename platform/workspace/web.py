"""What every view stands on: who asks, what may come in, one shape of answers.

    class Projects(RoomView):
        @act("Make a project", role="user", body=ProjectForm, out=ProjectOut, status=201)
        def post(self, request: Request, body: ProjectForm) -> ProjectOut: ...

`act` declares an operation once; the authorization table, the OpenAPI document and the checks all
come from it. A URL with `project_id` has been through `access.within` before the method runs; a
view on another row calls `self.reach(queryset, pk)`, which goes through the same door.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.http import HttpResponseBase
from pydantic import BaseModel, ConfigDict, ValidationError
from rest_framework.exceptions import NotAuthenticated
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel import strict
from workspace.access import within
from workspace.errors import Conflict, NotFound, Problem, Refused, RefusedMany
from workspace.models import Project, Replay, User

BODY_LIMIT = 2 << 20
F = TypeVar("F", bound=BaseModel)
M = TypeVar("M", bound=models.Model)


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
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an operation. `role` is anyone, user, annotator, reviewer or owner; `query` names the
    query parameters with their help; `files` says that the body is multipart."""

    def wrap(method: Callable[..., Any]) -> Callable[..., Any]:
        method.act = Act(summary, role, body, out, status, query or {}, files, replayable)  # type: ignore[attr-defined]
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
        if role != "anyone" and not request.user.is_authenticated:
            self.permission_denied(request)
        if (project_id := kwargs.pop("project_id", None)) is not None:
            self.kwargs = kwargs
            self.project = within(request.user, project_id, at_least=role)

    @property
    def act(self) -> Act:
        handler = getattr(self, (self.request.method or "get").lower(), None)
        found: Act = getattr(handler, "act", Act("", "user", None, None, 200, {}, False, False))
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
            response = self._replayed(request) if self._key() else self._act(request)
        except (
            Exception
        ) as error:  # DRF's own contract: the handler re-raises what it does not know
            response = self.handle_exception(error)
        return self._finish(response)

    def _finish(self, response: Any) -> Any:
        self.response = self.finalize_response(self.request, response, *self.args, **self.kwargs)
        return self.response

    def _key(self) -> str | None:
        if self.request.method != "POST" or not self.act.replayable:
            return None
        return self.request.headers.get("Idempotency-Key") if self.request.user.pk else None

    def _act(self, request: Request) -> Any:
        handler = getattr(self, (request.method or "get").lower(), self.http_method_not_allowed)
        kwargs = {k: v for k, v in self.kwargs.items() if k != "project_id"}
        if self.act.body is not None and not self.act.files:
            kwargs["body"] = read(self.act.body, request)
        answer = handler(request, **kwargs)
        if isinstance(answer, HttpResponseBase):
            return answer
        return Response(plain(answer), status=self.act.status)

    def _replayed(self, request: Request) -> Any:
        """Do a POST once per Idempotency-Key; the second one gets the first one's answer."""
        key = (self._key() or "")[:200]
        data = request.data
        raw = data.raw if isinstance(data, Body) else repr(sorted(_sizes(request))).encode()
        digest = hashlib.sha256(raw).hexdigest()
        with transaction.atomic():
            try:
                with transaction.atomic():
                    row = Replay.objects.create(
                        user_id=self.user.pk, key=key, path=request.path, body_hash=digest
                    )
            except IntegrityError:
                return self._again(key, request.path, digest)
            response = self._act(request)
            row.status, row.answer = response.status_code, plain(_without_secrets(response.data))
            row.save()
        return response

    def _again(self, key: str, path: str, digest: str) -> Response:
        row = Replay.objects.get(user_id=self.user.pk, key=key)
        if (row.path, row.body_hash) != (path, digest):
            raise Conflict(
                "This Idempotency-Key was used for another request; use a new key.",
                code="key_reused",
            )
        return Response(row.answer, status=row.status)


def _sizes(request: Request) -> list[tuple[str, str, int]]:
    fields = [(k, str(v), 0) for k, v in request.POST.items()]
    return fields + [(k, f.name or "", f.size or 0) for k, f in request.FILES.items()]


def _without_secrets(data: Any) -> Any:
    """What is shown once is not kept: a replayed answer has null there."""
    if isinstance(data, dict):
        return {k: None if k in ("key", "token", "sign_in_link") else v for k, v in data.items()}
    return data


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
    return check(form, data.raw if isinstance(data, Body) else b"{}")


def check(form: type[F], raw: bytes | str) -> F:
    """JSON as this form, strictly; raises RefusedMany."""
    try:
        return form.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise RefusedMany(problems(form, error)) from None


def problems(form: type[BaseModel], error: ValidationError) -> list[Problem]:
    """Pydantic's errors with paths that the sender knows."""
    return [
        Problem(place(form, e["loc"]), e["type"], _sentence(e["msg"]))
        for e in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def _sentence(text: str) -> str:
    text = text.removeprefix("Value error, ")
    return text if text.endswith(".") else text[:1].upper() + text[1:] + "."


def place(form: Any, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """An error's path without the names of union members, which only pydantic knows.

    Walks the form's fields rather than the data, which may hold anything.
    """
    out: list[str | int] = []
    here: Any = form
    for part in loc:
        kinds = _members(here)
        if len(kinds) > 1 and isinstance(part, str):  # which member of a union it tried
            here = next((k for k in kinds if _tag(k) == part), None)
            continue
        out.append(part)
        here = _inside(kinds[0] if kinds else None, part)
    return tuple(out)


def _members(kind: Any) -> list[Any]:
    """The members of a union, `Annotated` taken off; a single kind is its own only member.

    None is no member: pydantic leaves “may be null” out of its paths.
    """
    if get_origin(kind) is Annotated:
        return _members(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [m for part in get_args(kind) if part is not NoneType for m in _members(part)]
    return [kind]


def _tag(kind: Any) -> str | None:
    """The word that pydantic puts into a path for this member of a tagged union."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return None
    field = kind.model_fields.get("kind")
    return str(field.default) if field else kind.__name__


def _inside(kind: Any, part: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(part))
        return field.annotation if field else None
    inner = [a for a in get_args(kind) if a is not Ellipsis]
    return inner[-1] if inner else None


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
