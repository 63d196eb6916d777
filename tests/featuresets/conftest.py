"""Labelled documents, and a feature set frozen from them."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.utils import timezone

from annotation import tallies
from annotation.models import Document, Import, Label
from kernel.text import sentences, tokenize

Texts = Callable[..., list[Document]]


@pytest.fixture
def add(project: Any) -> Texts:
    """Add documents: (text, [(first token, token after the last, label)]), all of one file."""

    def make(
        texts: Iterable[tuple[str, list[tuple[int, int, str]]]],
        *,
        state: str = "done",
        file: str = "reviews.txt",
        group: str = "",
        layers: dict[str, list[str]] | None = None,
    ) -> list[Document]:
        now = timezone.now()
        source = Import.objects.create(project=project, name=file, format="text", published_at=now)
        made = []
        for position, (text, spans) in enumerate(texts):
            tokens = tokenize(text)
            found = [[first, last, _label(project, name).pk] for first, last, name in spans]
            made.append(
                Document.objects.create(
                    project=project,
                    source=source,
                    position=position,
                    text=text,
                    tokens=[offset for token in tokens for offset in token],
                    sentences=sentences(text, tokens),
                    spans=found,
                    group=group,
                    state=state,
                    layers=layers or {},
                    updated_at=now,
                )
            )
        tallies.add(project.pk, {("state", state): len(made)})
        return made

    return make


def _label(project: Any, name: str) -> Label:
    position = Label.objects.filter(project=project).count()
    label, _ = Label.objects.get_or_create(
        project=project, name=name, defaults={"position": position}
    )
    return label


@pytest.fixture
def reviews(add: Texts) -> list[Document]:
    """Sixty different one-sentence reviews with two labels, of which five come twice."""
    texts = [
        (f"The Sony {i} has a bright screen", [(1, 3, "PNAME"), (5, 7, "PFEATURE")])
        for i in range(55)
    ]
    return add([*texts, *texts[:5]])


@pytest.fixture
def post(client: Any) -> Callable[..., Any]:
    def send(path: str, body: Any, **headers: str) -> Any:
        return client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    return send


@pytest.fixture
def frozen(project: Any, post: Any, client: Any, run_jobs: Any) -> Callable[..., dict[str, Any]]:
    """Freeze over HTTP, do the work, and give the feature set with its summary."""

    def freeze(**split: Any) -> dict[str, Any]:
        body = {"name": "First", "split": {"kind": "random", **split}}
        answer = post(f"/projects/{project.pk}/feature-sets", body)
        assert answer.status_code == 202, answer.json()
        run_jobs()
        found: dict[str, Any] = client.get(f"/api/v1/feature-sets/{answer.json()['id']}").json()
        return found

    return freeze
