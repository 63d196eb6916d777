"""What the serving processes ask for: only with the secret, and only what is deployed."""

import hashlib
from typing import Any

import pytest
from django.test import Client

from deployments import internal, services
from deployments.models import Deployment

pytestmark = pytest.mark.django_db
PATH = "/internal/catalogue"


@pytest.fixture
def ask(settings: Any) -> Any:
    def get(path: str, secret: str = settings.SERVING_SECRET) -> Any:
        return Client().get(path, headers={"Authorization": f"Bearer {secret}"})

    return get


@pytest.fixture
def tell(settings: Any) -> Any:
    def post(body: Any) -> Any:
        secret = {"Authorization": f"Bearer {settings.SERVING_SECRET}"}
        return Client().post(PATH, body, content_type="application/json", headers=secret)

    return post


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(internal, "WAIT_SECONDS", 0.6)


def test_without_the_secret_there_is_nothing(
    ask: Any, client: Any, make_run: Any, owner: Any
) -> None:
    made = services.deploy(make_run(), by=owner)
    for path in (PATH, f"/internal/files/{made.deployment.bundle}"):
        assert ask(path, "wrong").status_code == 401
        assert ask(path, "").status_code == 401
        assert client.get(path).status_code == 401
        assert ask(path, made.key).status_code == 401


def test_the_catalogue_lists_what_should_answer(ask: Any, make_run: Any, owner: Any) -> None:
    made = services.deploy(make_run(), by=owner)
    found = ask(f"{PATH}?since=0").json()
    (entry,) = found["deployments"]
    assert entry["slug"] == made.deployment.slug
    assert entry["keys"] == [{"hash": hashlib.sha256(made.key.encode()).hexdigest()}]
    assert entry["files"]["bundle.json"] == entry["bundle"]
    assert made.key not in str(found)
    services.stop(made.deployment, by=owner)
    later = ask(f"{PATH}?since={found['version']}").json()
    assert later["deployments"] == []
    assert later["version"] != found["version"]


def test_who_knows_the_newest_version_waits_and_hears_that_nothing_is_new(
    ask: Any, make_run: Any, owner: Any
) -> None:
    services.deploy(make_run(), by=owner)
    version = ask(PATH).json()["version"]
    assert ask(f"{PATH}?since={version}").status_code == 304


def test_every_act_raises_the_version(ask: Any, make_run: Any, owner: Any) -> None:
    made = services.deploy(make_run(), by=owner).deployment
    seen = [ask(PATH).json()["version"]]
    for act in (
        lambda: services.rename(made, name="N", by=owner),
        lambda: services.rotate_key(made, by=owner),
        lambda: services.stop(made, by=owner),
        lambda: services.start(made, by=owner),
        lambda: services.delete(made, by=owner),
    ):
        act()
        seen.append(ask(f"{PATH}?since={seen[-1]}").json()["version"])
    assert len(set(seen)) == len(seen)


def test_only_files_of_what_is_deployed_are_handed_out(ask: Any, make_run: Any, owner: Any) -> None:
    run = make_run()
    assert ask(f"/internal/files/{run.bundle_hash}").status_code == 404
    made = services.deploy(run, by=owner).deployment
    for sha256 in made.files.values():
        content = b"".join(ask(f"/internal/files/{sha256}").streaming_content)
        assert hashlib.sha256(content).hexdigest() == sha256
    assert ask("/internal/files/" + "0" * 64).status_code == 404
    assert ask("/internal/files/..%2f..%2fsecret").status_code == 404


def test_states_are_heard(tell: Any, make_run: Any, owner: Any) -> None:
    made = services.deploy(make_run(), by=owner).deployment
    said = {"slug": made.slug, "version": 1, "state": "live", "error": ""}
    assert tell({"serving": "host:1", "states": [said, said | {"slug": "gone"}]}).status_code == 204
    assert Deployment.objects.get(pk=made.pk).state == "live"


def test_keys_that_were_used_show_when(tell: Any, make_run: Any, owner: Any) -> None:
    made = services.deploy(make_run(), by=owner)
    key = made.deployment.keys.get()
    assert key.last_used_at is None
    assert (
        tell({"serving": "host:1", "states": [], "used": [key.hash, "0" * 64]}).status_code == 204
    )
    key.refresh_from_db()
    assert key.last_used_at is not None


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"states": 3},
        {"states": [{}]},
        {"states": [{"slug": "a", "version": "x", "state": "live"}]},
        {"states": [{"slug": "a", "version": 1, "state": "odd"}]},
    ],
)
def test_states_that_are_none_are_refused(tell: Any, body: Any) -> None:
    assert tell(body).status_code == 400
