"""The workspace over HTTP: session, tokens, projects, members, files, events."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.middleware.csrf import get_token
from django.urls import path
from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from rest_framework.request import Request

from kernel.text import TOKENIZERS
from workspace import access, events, services, tokens
from workspace.errors import NotFound, Refused
from workspace.live import EventStreamRenderer, stream
from workspace.models import ApiKey, File, Membership, User
from workspace.web import Form, Name, RoomView, act, listed, number, readable

RoleName = Literal["annotator", "reviewer", "owner"]


class UserOut(BaseModel):
    id: int
    username: str
    name: str
    has_password: bool

    @classmethod
    def of(cls, user: User) -> "UserOut":
        name = user.get_full_name() or user.username
        return cls(
            id=user.pk, username=user.username, name=name, has_password=user.has_usable_password()
        )


class SessionOut(BaseModel):
    user: UserOut | None
    version: str


class SignInForm(Form):
    username: str = Field(max_length=150)
    password: str = Field(max_length=1000)


class PasswordForm(Form):
    current: str = Field("", max_length=1000)
    new: str = Field(max_length=1000)


class Session(RoomView):
    @act("Who is signed in", role="anyone", out=SessionOut)
    def get(self, request: Request) -> dict[str, Any]:
        get_token(request._request)
        return self._shown(request)

    @act("Sign in", role="anyone", body=SignInForm, out=SessionOut, replayable=False)
    def post(self, request: Request, body: SignInForm) -> dict[str, Any]:
        user = services.sign_in(request._request, username=body.username, password=body.password)
        login(request._request, user)
        request.user = user
        return self._shown(request)

    @act("Sign out", role="anyone", status=204)
    def delete(self, request: Request) -> None:
        logout(request._request)

    def _shown(self, request: Request) -> dict[str, Any]:
        user = UserOut.of(request.user) if isinstance(request.user, User) else None
        return {"user": user, "version": settings.VERSION}


class Password(RoomView):
    @act("Change your password", role="user", body=PasswordForm, status=204, replayable=False)
    def post(self, request: Request, body: PasswordForm) -> None:
        services.change_password(self.user, current=body.current, new=body.new)
        update_session_auth_hash(request._request, self.user)


class TokenForm(Form):
    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
        AfterValidator(readable),
    ]
    """What it is for, such as “nightly import”."""


class TokenOut(BaseModel):
    id: int
    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> "TokenOut":
        return cls.model_validate(key, from_attributes=True)


class NewTokenOut(TokenOut):
    token: str


class Tokens(RoomView):
    @act("List your API tokens", role="user", out=list[TokenOut])
    def get(self, request: Request) -> dict[str, Any]:
        return listed(ApiKey.objects.filter(user=self.user), request, TokenOut.of)

    @act("Make an API token", role="user", body=TokenForm, out=NewTokenOut, status=201)
    def post(self, request: Request, body: TokenForm) -> dict[str, Any]:
        key, secret = tokens.make_token(self.user, body.name)
        return TokenOut.of(key).model_dump() | {"token": secret}


class Token(RoomView):
    @act("Revoke an API token", role="user", status=204)
    def delete(self, request: Request, pk: int) -> None:
        deleted, _ = ApiKey.objects.filter(user=self.user, pk=pk).delete()
        if not deleted:
            raise NotFound("This token")


def known_tokenizer(name: str) -> str:
    if name not in TOKENIZERS:
        raise ValueError(f"Choose one of {', '.join(TOKENIZERS)}.")
    return name


class ProjectForm(Form):
    name: Name
    task: Literal["ner", "tokens"] = "ner"
    """`ner` marks spans of tokens; `tokens` gives each token one tag."""
    tokenizer: Annotated[str, AfterValidator(known_tokenizer)] = "words"
    language: str = Field("", max_length=20, pattern=r"^[A-Za-z-]*$")


class ProjectChange(Form):
    name: Name | None = None
    language: str | None = Field(None, max_length=20, pattern=r"^[A-Za-z-]*$")
    guideline: str | None = Field(None, max_length=100_000)


class MemberForm(Form):
    username: Annotated[
        str, StringConstraints(min_length=1, max_length=150, pattern=r"^[\w.@+-]+$")
    ]
    role: RoleName = "annotator"


class RoleForm(Form):
    role: RoleName


class MemberOut(BaseModel):
    id: int
    username: str
    role: str
    created_at: datetime

    @classmethod
    def of(cls, member: Membership) -> "MemberOut":
        return cls(
            id=member.pk,
            username=member.user.username,
            role=member.role,
            created_at=member.created_at,
        )


class NewMemberOut(MemberOut):
    sign_in_link: str | None


class Members(RoomView):
    @act("List the members", role="annotator", out=list[MemberOut])
    def get(self, request: Request) -> dict[str, Any]:
        rows = Membership.objects.filter(project=self.project).select_related("user")
        return listed(rows, request, MemberOut.of)

    @act("Add a member", role="owner", body=MemberForm, out=NewMemberOut, status=201)
    def post(self, request: Request, body: MemberForm) -> dict[str, Any]:
        member, secret = services.add_member(
            self.project, username=body.username, role=body.role, by=self.user
        )
        link = f"{settings.PUBLIC_URL}/sign-in/{secret}" if secret else None
        return MemberOut.of(member).model_dump() | {"sign_in_link": link}


class Member(RoomView):
    def _member(self, pk: int) -> Membership:
        member = Membership.objects.filter(project=self.project, pk=pk).first()
        if member is None:
            raise NotFound("This member")
        return member

    @act("Change a member's role", role="owner", body=RoleForm, out=MemberOut)
    def patch(self, request: Request, pk: int, body: RoleForm) -> MemberOut:
        return MemberOut.of(services.change_role(self._member(pk), role=body.role, by=self.user))

    @act("Remove a member", role="owner", status=204)
    def delete(self, request: Request, pk: int) -> None:
        services.remove_member(self._member(pk), by=self.user)


class FileOut(BaseModel):
    id: int
    name: str
    size: int
    sha256: str
    kind: str
    info: dict[str, Any]
    created_at: datetime

    @classmethod
    def of(cls, file: File) -> "FileOut":
        return cls.model_validate(file, from_attributes=True)


class Events(RoomView):
    @act(
        "What happened in the project",
        role="annotator",
        out=list[dict[str, Any]],
        query={"since": "the id of the last event you know"},
    )
    def get(self, request: Request) -> dict[str, Any]:
        found = [
            events.shown(e) | {"id": e.pk}
            for e in events.after(self.project, number(request, "since", 0))
        ]
        return {"results": found, "next": found[-1]["id"] if found else None}


class EventStream(RoomView):
    renderer_classes = [*RoomView.renderer_classes, EventStreamRenderer]

    @act(
        "The project's events as they happen (server-sent events)",
        role="annotator",
        query={"since": "the id of the last event you know"},
        media="text/event-stream",
    )
    def get(self, request: Request) -> Any:
        last = request.headers.get("Last-Event-ID", "")
        project, user = self.project, request.user
        cursor = int(last) if last.isdigit() else number(request, "since", 0)

        def newer(after: int) -> list[tuple[int, dict[str, Any]]]:
            access.within(user, project.pk)
            return [(e.pk, events.shown(e) | {"id": e.pk}) for e in events.after(project, after)]

        return stream(request._request, newer, cursor)


class Me(RoomView):
    @act("Your own account", role="user", out=UserOut)
    def get(self, request: Request) -> UserOut:
        return UserOut.of(self.user)


def uploads_of(request: Request, name: str = "file", *, model: bool = False) -> list[Any]:
    """The files uploaded under this name; refuses their absence and their size together.

    Files of a `model`, which others made and which nobody can split, may be larger than texts.
    """
    found: list[Any] = request.FILES.getlist(name)
    if not found:
        raise Refused(f"Send the file in the multipart field “{name}”.", at=(name,), code="missing")
    limit = settings.MODEL_LIMIT if model else settings.UPLOAD_LIMIT
    if sum(one.size for one in found) > limit:
        one = len(found) == 1
        what, them = ("The file is", "it") if one else ("The files together are", "them")
        smaller = "choose a smaller one" if model else f"split {them}"
        raise Refused(
            f"{what} larger than {limit >> 20:,} MB; {smaller}, or ask whoever runs this server "
            f"to raise {'TAGWRIGHT_MODEL_MB' if model else 'TAGWRIGHT_UPLOAD_MB'}.",
            at=(name,),
            code="too_large",
            status=413,
        )
    return found


urlpatterns = [
    path("session", Session.as_view()),
    path("session/password", Password.as_view()),
    path("me", Me.as_view()),
    path("tokens", Tokens.as_view()),
    path("tokens/<int:pk>", Token.as_view()),
    path("projects/<int:project_id>/members", Members.as_view()),
    path("projects/<int:project_id>/members/<int:pk>", Member.as_view()),
    path("projects/<int:project_id>/events", Events.as_view()),
    path("projects/<int:project_id>/events/stream", EventStream.as_view()),
]
