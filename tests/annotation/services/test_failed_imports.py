"""An import that fails leaves nothing behind, and what the first look warned of is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotation.models import Import, Label
from workspace import files
from workspace.models import File

pytestmark = pytest.mark.django_db(transaction=True)
Run = Callable[[], list[Any]]


def import_of(api: Any, run_jobs: Run, data: bytes, name: str = "a.conll", **fields: str) -> Any:
    pk = api.upload("imports", (name, data), **fields).json()["id"]
    run_jobs()
    return api.get(f"/imports/{pk}").json()


def many_labels(count: int, word: str) -> bytes:
    return "".join(f"w\tB-{word}{i}\n\n" for i in range(count)).encode()


@pytest.fixture
def stored(settings: Any, tmp_path: Path) -> Callable[[], int]:
    """How many files lie in the store."""
    settings.FILES_DIR = tmp_path
    return lambda: sum(1 for place in tmp_path.rglob("*") if place.is_file())


def test_its_labels_and_its_bytes_go(api: Any, run_jobs: Run, stored: Callable[[], int]) -> None:
    failed = import_of(api, run_jobs, many_labels(501, "L"))
    assert failed["error"]["code"] == "too_many_labels"
    assert (Label.objects.count(), File.objects.count(), stored()) == (0, 0, 0)


def test_labels_of_failed_imports_never_fill_the_limit(api: Any, run_jobs: Run) -> None:
    for word in "ABC":
        assert import_of(api, run_jobs, many_labels(501, word))["state"] == "failed"
    assert import_of(api, run_jobs, b"Sony\tB-P\n")["state"] == "done"


def test_a_deleted_label_does_not_count_against_a_file(
    api: Any, run_jobs: Run, project: Any
) -> None:
    for i in range(1001):
        Label.objects.create(project=project, name=f"old {i}", listed=False)
    assert import_of(api, run_jobs, b"Sony\tB-P\n")["state"] == "done"


def test_equal_bytes_that_another_import_holds_stay(
    api: Any, run_jobs: Run, project: Any, stored: Callable[[], int]
) -> None:
    data = b"a\tB-P\nb\n"
    (kept := Path(files.settings.FILES_DIR) / "mine").write_bytes(data)
    other = files.put(project, kept, name="b", kind="import")
    assert import_of(api, run_jobs, data, format="conll")["state"] == "failed"
    with files.open_file(other.sha256) as stream:
        assert stream.read() == data


def test_a_deleted_import_takes_its_bytes_along(
    api: Any, run_jobs: Run, stored: Callable[[], int]
) -> None:
    done = import_of(api, run_jobs, b"Sony\tB-P\n")
    assert stored() == 1
    assert api.delete(f"/imports/{done['id']}").status_code == 204
    assert (Import.objects.count(), File.objects.count(), stored()) == (0, 0, 0)


def test_a_guessed_encoding_stays_with_the_import(api: Any, run_jobs: Run) -> None:
    done = import_of(api, run_jobs, "Café\tB-P\n".encode("cp1252"))
    assert [w["code"] for w in done["warnings"]][:1] == ["encoding_guessed"]
