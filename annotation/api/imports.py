"""Imports over HTTP: look first, then store."""

import io
from collections.abc import Callable
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.urls import path
from pydantic import BaseModel
from rest_framework.request import Request

from annotation import services
from annotation.api.people import person
from annotation.formats import FORMATS, Source
from annotation.formats.detect import Detected
from annotation.models import Import
from annotation.preview import look, recognise
from kernel import strict
from kernel.entry import kind_of
from workspace import jobs
from workspace.api import uploads_of
from workspace.errors import Refused
from workspace.shapes import Work
from workspace.web import RoomView, act, listed


class ImportForm(BaseModel):
    """The fields of the multipart body; the files are named “file” and, for two files, “tags”."""

    file: bytes
    tags: bytes = b""
    format: str = ""
    """Left out, the file is looked at."""
    options: str = "{}"
    """A JSON object with the format's options."""


class ProblemOut(BaseModel):
    file: str
    line: int
    column: int
    code: str
    message: str


class FormatName(BaseModel):
    name: str
    title: str


class ColumnOut(BaseModel):
    column: str
    role: str
    example: str


class LabelCount(BaseModel):
    name: str
    spans: int


class TokenSpan(BaseModel):
    start: int
    end: int
    label: str


class SampleOut(BaseModel):
    """A document's beginning; its spans count tokens."""

    text: str
    tokens: list[tuple[int, int]]
    spans: list[TokenSpan]


class TokenizerOut(BaseModel):
    name: str
    share: float


class PreviewOut(BaseModel):
    format: str
    title: str
    formats: list[FormatName]
    options: dict[str, Any]
    mapping: list[ColumnOut]
    documents: int
    sentences: int
    tokens: int
    spans: int
    labels: list[LabelCount]
    rows: list[SampleOut]
    tokenizer: TokenizerOut
    """The tokenizer that finds most of the file's tokens again, and the share it finds."""
    complete: bool
    """False when the file was too large to be looked at to its end."""
    error_count: int
    errors: list[ProblemOut]
    """The first hundred."""
    warnings: list[ProblemOut]


class ImportOut(Work):
    id: int
    file: str
    format: str
    options: dict[str, Any]
    read: int
    written: int
    rejected: int
    warnings: list[ProblemOut]
    errors: list[ProblemOut]

    @classmethod
    def of(cls, source: Import) -> "ImportOut":
        fields = ("format", "read", "written", "rejected", "warnings", "errors")
        return cls(
            id=source.pk,
            file=source.name,
            options={k: v for k, v in source.options.items() if k != "kind"},
            **{field: getattr(source, field) for field in fields},
            **(jobs.shown(source.job) if source.job else _done(source)),
        )


def _done(source: Import) -> dict[str, Any]:
    """Pasted texts had no job: they were there at once."""
    return {
        "state": "done",
        "progress": {"done": source.written, "total": source.written, "message": ""},
        "error": None,
        "attempt": 1,
        "queued_at": source.created_at,
        "started_at": source.created_at,
        "finished_at": source.published_at,
    }


def _opener(upload: "UploadedFile[Any]") -> Callable[[], BinaryIO]:
    """A way to read an upload more than once: large ones lie in a file of their own."""
    if hasattr(upload, "temporary_file_path"):
        return lambda: open(upload.temporary_file_path(), "rb")
    upload.seek(0)
    data = upload.read()
    return lambda: io.BytesIO(data)


class Upload:
    """What a multipart request brought: files, and what they are taken for."""

    def __init__(self, request: Request, tokenizer: str) -> None:
        _known(request)
        found = uploads_of(request)
        if "tags" in request.FILES:
            found += uploads_of(request, "tags")
        self.sources = [Source(upload.name or "file", _opener(upload)) for upload in found]
        self.detected: Detected = recognise(
            self.sources,
            request.POST.get("format", ""),
            _options(request.POST.get("options", "")),
            tokenizer=tokenizer,
        )

    def preview(self, language: str) -> dict[str, Any]:
        """What was understood of it, as PreviewOut says it."""
        found = self.detected
        options = found.format.model_dump(mode="json")
        return {
            "format": options.pop("kind"),
            "title": found.format.title,
            "formats": [{"name": kind_of(f), "title": f.title} for f in FORMATS],
            "options": options,
            "mapping": [column._asdict() for column in found.columns],
            **look(found, self.sources, language),
        }


def _known(request: Request) -> None:
    """Refuse fields that nothing reads: a file under a wrong name would silently be left out."""
    files, words = {"file", "tags"}, {"format", "options"}
    wrong = [*(request.FILES.keys() - files), *(request.POST.keys() - words)]
    if wrong:
        name = wrong[0][:40]
        raise Refused(
            f"The field “{name}” is not known; files go into “file” and “tags”, "
            "words into “format” and “options”.",
            at=(name,),
            code="unknown_field",
        )


def _options(text: str) -> dict[str, Any]:
    try:
        found = strict.loads(text.encode("utf-8", "surrogatepass")) if text else {}
    except strict.NotStrict as error:
        sentence = str(error).replace("The body", "“options”")
        raise Refused(sentence, at=("options",), code="malformed") from None
    if not isinstance(found, dict):
        raise Refused("“options” must be a JSON object.", at=("options",))
    return found


class Preview(RoomView):
    @act("See what an import would bring; nothing is stored", role="reviewer", body=ImportForm,
         out=PreviewOut, files=True, replayable=False)  # fmt: skip
    def post(self, request: Request) -> dict[str, Any]:
        return Upload(request, self.project.tokenizer).preview(self.project.language)


class Imports(RoomView):
    @act("List imports, the newest first", role="annotator", out=list[ImportOut])
    def get(self, request: Request) -> dict[str, Any]:
        rows = Import.objects.filter(project=self.project).select_related("job")
        return listed(rows, request, ImportOut.of, newest_first=True)

    @act("Import a file", role="reviewer", body=ImportForm, out=ImportOut, status=202, files=True)
    def post(self, request: Request) -> ImportOut:
        upload = Upload(request, self.project.tokenizer)
        source = services.start_import(
            self.project,
            upload.sources,
            format=upload.detected.format,
            by=person(request),
            warnings=upload.detected.warnings,
        )
        return ImportOut.of(source)


class OneImport(RoomView):
    def _import(self, pk: int) -> Import:
        rows = Import.objects.select_related("job", "project")
        return self.reach(rows, pk, what="This import")

    @act("One import", role="annotator", out=ImportOut)
    def get(self, request: Request, pk: int) -> ImportOut:
        return ImportOut.of(self._import(pk))

    @act("Remove an import with its documents", role="owner", status=204)
    def delete(self, request: Request, pk: int) -> None:
        services.delete_import(self._import(pk), by=person(request))


class CancelImport(RoomView):
    @act("Cancel an import", role="reviewer", out=ImportOut)
    def post(self, request: Request, pk: int) -> ImportOut:
        source = self.reach(Import.objects.select_related("job"), pk, what="This import")
        if source.job is not None:
            jobs.cancel(source.job)
            source.job.refresh_from_db()
        return ImportOut.of(source)


urlpatterns = [
    path("projects/<int:project_id>/imports", Imports.as_view()),
    path("projects/<int:project_id>/imports/preview", Preview.as_view()),
    path("imports/<int:pk>", OneImport.as_view()),
    path("imports/<int:pk>/cancel", CancelImport.as_view()),
]
