"""Every operation with every role: read off the routes, so a new one fails here first."""

from typing import Any

import pytest
from django.test import Client

from tagwright import urls
from tagwright.api import Operation, operations

pytestmark = pytest.mark.django_db

ALL = list(operations(urls.routes, "/api/v1"))
RANK = {"user": 0, "annotator": 1, "reviewer": 2, "owner": 3}
PUBLIC = {
    "/api/v1/session",
    "/api/v1/gallery",
    "/api/v1/gallery/{slug}",
    "/api/v1/gallery/{slug}/try",
}
BODIES: dict[
    str, dict[str, Any]
] = {  # the least that a form accepts, since a form is read before the door
    "SaveForm": {"spans": []},
    "FixForm": {"problem": "duplicates"},
    "EstimateForm": {"recipe": {}},
    "StartForm": {"preset": "bilstm_crf"},
    "StudyForm": {"preset": "bilstm_crf", "plan": {"kind": "seeds"}},
    "SpaceForm": {"recipe": {}},
    "RunChange": {"name": "n"},
    "EmbedForm": {"recipe": {}},
    "DeploymentChange": {"name": "n"},
    "TryForm": {"text": "t"},
    "WhyForm": {"text": "t"},
    "ReadingForm": {"program": "p"},
    "ReadingChange": {"name": "n"},
    "GalleryTryForm": {"text": "t"},
}


def name(op: Operation) -> str:
    return f"{op.method.upper()} {op.path}"


@pytest.fixture
def world(project: Any, owner: Any) -> dict[str, int | str]:
    """One row of each kind in the project, by the word that its path begins with."""
    from annotation.models import Document, Import, Label
    from deployments.models import Deployment, Evaluation, Featured
    from featuresets.models import FeatureSet
    from training.models import Embedding, Reading, Run, Study
    from workspace import jobs, tokens
    from workspace.models import Membership, User

    nobody = User.objects.create_user("nobody")
    member = Membership.objects.create(project=project, user=nobody, role="annotator")
    label = Label.objects.create(project=project, name="PER")
    made = Import.objects.create(
        project=project, name="a", format="text", published_at="2026-01-01T00:00Z"
    )
    document = Document.objects.create(
        project=project,
        source=made,
        position=0,
        text="a",
        tokens=[0, 1],
        sentences=[[0, 1]],
        updated_at="2026-01-01T00:00Z",
    )
    job = jobs.queue("nothing", 1, project=project)
    frozen = FeatureSet.objects.create(
        project=project, name="f", split={}, created_by=owner, job=job
    )
    run_job = jobs.queue("nothing", 2, project=project)
    run = Run.objects.create(
        project=project, feature_set=frozen, name="r", recipe={}, created_by=owner, job=run_job
    )
    study = Study.objects.create(
        project=project, feature_set=frozen, name="s", plan={}, recipe={}, planned=1,
        created_by=owner,
    )  # fmt: skip
    deployment = Deployment.objects.create(
        project=project, run=run, name="d", slug="d", created_by=owner
    )
    Featured.objects.create(deployment=deployment, created_by=owner)
    evaluation = Evaluation.objects.create(
        project=project, deployment=deployment, name="e", options={}, created_by=owner
    )
    reading = Reading.objects.create(
        project=project, feature_set=frozen, name="r", created_by=owner,
        job=jobs.queue("nothing", 3, project=project),
    )  # fmt: skip
    embedding = Embedding.objects.create(
        project=project, name="e", recipe={}, created_by=owner,
        job=jobs.queue("nothing", 4, project=project),
    )  # fmt: skip
    key, _ = tokens.make_token(owner, "t")
    return {
        "members": member.pk,
        "labels": label.pk,
        "imports": made.pk,
        "documents": document.pk,
        "feature-sets": frozen.pk,
        "runs": run.pk,
        "studies": study.pk,
        "deployments": deployment.pk,
        "gallery": deployment.slug,
        "evaluations": evaluation.pk,
        "readings": reading.pk,
        "embeddings": embedding.pk,
        "tokens": key.pk,
    }


def address(op: Operation, project: int, world: dict[str, int | str]) -> str:
    path = op.path.replace("{project_id}", str(project))
    parts = path.split("/")
    for i, part in enumerate(parts):
        if part.startswith("{"):
            assert parts[i - 1] in world, f"{name(op)} has no row in the world of this test"
            parts[i] = str(world[parts[i - 1]])
    return "/".join(parts)


def ask(client: Client, op: Operation, url: str) -> int:
    """The status of a request with the least body."""
    kind = "application/json"
    body = BODIES.get(op.act.body.__name__, {}) if op.act.body else {}
    more = {"headers": {"If-Match": '"1"'}}
    if op.method == "get":
        status = client.get(url).status_code
    else:
        status = getattr(client, op.method)(url, body, content_type=kind, **more).status_code
    return int(status)


@pytest.mark.parametrize("op", ALL, ids=name)
def test_an_operation_says_who_may_do_it(op: Operation) -> None:
    assert op.act.role in ("anyone", *RANK)
    assert (op.act.role == "anyone") == (op.path in PUBLIC)
    assert op.act.summary


@pytest.mark.parametrize("op", [o for o in ALL if o.path not in PUBLIC], ids=name)
def test_nobody_gets_in_without_signing_in(
    op: Operation, project: Any, world: dict[str, int | str]
) -> None:
    assert ask(Client(), op, address(op, project.pk, world)) == 401


@pytest.mark.parametrize("op", [o for o in ALL if "{" in o.path], ids=name)
def test_a_stranger_finds_nothing(
    op: Operation, project: Any, world: dict[str, int | str], stranger: Any, client_of: Any
) -> None:
    assert ask(client_of(stranger), op, address(op, project.pk, world)) == 404


@pytest.mark.parametrize("op", [o for o in ALL if RANK.get(o.act.role, 0) > 1], ids=name)
def test_a_smaller_role_is_told_so(
    op: Operation,
    project: Any,
    world: dict[str, int | str],
    annotator: Any,
    reviewer: Any,
    client_of: Any,
) -> None:
    url = address(op, project.pk, world)
    assert ask(client_of(annotator), op, url) == 403
    if op.act.role == "owner":
        assert ask(client_of(reviewer), op, url) == 403


@pytest.mark.parametrize(
    "op", [o for o in ALL if o.act.role == "annotator" and o.method == "get"], ids=name
)
def test_a_member_may_read_what_is_for_members(
    op: Operation, project: Any, world: dict[str, int | str], annotator: Any, client_of: Any
) -> None:
    if "stream" not in op.path:
        assert ask(client_of(annotator), op, address(op, project.pk, world)) not in (401, 403)
