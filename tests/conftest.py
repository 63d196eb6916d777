"""What most tests stand on: a home of their own, people, a project, and a way to do queued work."""

import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import django
import pytest
from hypothesis import settings as hypothesis

os.environ["TAGWRIGHT_HOME"] = tempfile.mkdtemp(prefix="tagwright-test-")
os.environ["TAGWRIGHT_HOSTS"] = "localhost 127.0.0.1 testserver"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tagwright.settings")
django.setup()

# On the build machine the same cases each time; elsewhere new ones, which may find something.
hypothesis.register_profile("build", derandomize=True, deadline=None)
hypothesis.register_profile("explore", deadline=None)
hypothesis.load_profile("build" if os.environ.get("CI") else "explore")


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def helper() -> Callable[[str], ModuleType]:
    """A module of the tests by its path below this folder; they are no package, so it is loaded."""

    def load(path: str) -> ModuleType:
        name = f"tagwright_{Path(path).stem}"
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="session")
def tiny(helper: Callable[[str], ModuleType]) -> ModuleType:
    """Bundles with random weights."""
    return helper("training/tagger/tiny.py")


@pytest.fixture(scope="session")
def reviews(helper: Callable[[str], ModuleType]) -> ModuleType:
    """Snapshots and recipes that train in a second."""
    return helper("training/tagger/reviews.py")


@pytest.fixture(scope="session")
def home() -> Path:
    from django.conf import settings as chosen

    return Path(chosen.HOME)


@pytest.fixture
def owner(db: Any) -> Any:
    from workspace.models import User

    return User.objects.create_user("olga", password="correct horse")


@pytest.fixture
def stranger(db: Any) -> Any:
    from workspace.models import User

    return User.objects.create_user("stefan", password="correct horse")


@pytest.fixture
def project(owner: Any) -> Any:
    from workspace import services

    return services.make_project(by=owner, name="Reviews")


@pytest.fixture
def annotator(project: Any) -> Any:
    return _member(project, "anna", "annotator")


@pytest.fixture
def reviewer(project: Any) -> Any:
    return _member(project, "rita", "reviewer")


def _member(project: Any, name: str, role: str) -> Any:
    from workspace.models import Membership, User

    user = User.objects.create_user(name, password="correct horse")
    Membership.objects.create(project=project, user=user, role=role)
    return user


@pytest.fixture
def client_of() -> Callable[[Any], Any]:
    """A signed-in HTTP client of any user."""
    from django.test import Client

    def make(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def client(owner: Any, client_of: Callable[[Any], Any]) -> Any:
    return client_of(owner)


@pytest.fixture
def run_jobs() -> Callable[[], list[Any]]:
    """Do all waiting jobs in this process, through the very door that a worker uses."""
    from celery import current_app

    from workspace.models import Job

    current_app.loader.import_default_modules()  # each room's tasks, as a worker has them

    def run() -> list[Any]:
        done = []
        while job := Job.objects.filter(state=Job.State.QUEUED).order_by("pk").first():
            current_app.tasks[job.kind].run(job.pk)
            job.refresh_from_db()
            done.append(job)
            assert job.state != Job.State.QUEUED, f"{job} was given back"
        return done

    return run
