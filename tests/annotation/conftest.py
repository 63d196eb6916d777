"""A project with labels and documents, and short ways to ask the API."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import pytest

from annotation import queries


class Api:
    """One person's way to a project over HTTP."""

    def __init__(self, client: Any, project: Any) -> None:
        self.client = client
        self.base = f"/api/v1/projects/{project.pk}"

    def get(self, path: str) -> Any:
        return self.client.get(self._at(path))

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(self._at(path), body or {}, content_type="application/json")

    def patch(self, path: str, body: Any) -> Any:
        return self.client.patch(self._at(path), body, content_type="application/json")

    def delete(self, path: str) -> Any:
        return self.client.delete(self._at(path))

    def save(self, document: int, spans: Sequence[Any], version: Any, **more: Any) -> Any:
        """Save spans given as (start, end, label)."""
        said = [{"start": start, "end": end, "label": label} for start, end, label in spans]
        return self.client.put(
            f"/api/v1/documents/{document}/annotation",
            {"spans": said, **more},
            content_type="application/json",
            headers={} if version is None else {"If-Match": str(version)},
        )

    def upload(self, path: str, *files: tuple[str, bytes], **fields: str) -> Any:
        """Send files; the second one, if any, as the tags."""
        streams = []
        for name, data in files:
            stream = BytesIO(data)
            stream.name = name
            streams.append(stream)
        named = dict(zip(("file", "tags"), streams, strict=False))
        return self.client.post(self._at(path), {**named, **fields})

    def paste(self, *texts: str) -> list[int]:
        answer = self.post("documents", {"texts": list(texts)})
        assert answer.status_code == 201, answer.content
        return list(answer.json()["ids"])

    def label(self, name: str) -> int:
        answer = self.post("labels", {"name": name})
        assert answer.status_code == 201, answer.content
        return int(answer.json()["id"])

    def _at(self, path: str) -> str:
        return f"/api/v1{path}" if path.startswith("/") else f"{self.base}/{path}"


@pytest.fixture
def api(client: Any, project: Any) -> Api:
    return Api(client, project)


@pytest.fixture
def api_of(project: Any, client_of: Callable[[Any], Any]) -> Callable[[Any], Api]:
    """The same project seen by another person."""
    return lambda user: Api(client_of(user), project)


def label_counts(project: Any) -> dict[str, int]:
    """Spans per label name, as the project counts them; labels without spans count 0."""
    spans = queries.spans_by_label(project)
    return {label.name: spans.get(label.pk, 0) for label in queries.labels(project)}
