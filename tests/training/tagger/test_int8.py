"""The int8 form of a bundle: the same answer beside any neighbour, and figures of both forms."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from kernel import sentences as lines
from kernel.bio import spans_of
from kernel.sentences import Sentence
from kernel.text import Token
from training.tagger import int8
from training.tagger.bundles import bundle
from training.tagger.bundles.bundle import BadBundle
from training.tagger.runtime import golden, load, open_bundle

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def large(tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("int8") / "bundle"
    tiny.neural(folder, size=60, units=64)
    return folder


@pytest.fixture(scope="module")
def small(large: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    read = bundle.read(large)
    folder = tmp_path_factory.mktemp("int8") / "small"
    bundle.write(folder, read.manifest, int8.shrink(read))
    return folder


def snapshot(folder: Path, rows: list[list[str]], tags: list[list[str]]) -> Path:
    """A feature set whose test part is these sentences."""
    folder.mkdir()
    (folder / "manifest.json").write_text('{"task": "ner", "tokenizer": "words"}')
    with (folder / "test.jsonl").open("w") as out:
        for number, (words, row) in enumerate(zip(rows, tags, strict=True)):
            text, at, tokens = " ".join(words), 0, []
            for word in words:
                tokens.append(Token(at, at + len(word)))
                at += len(word) + 1
            spans = spans_of(row)
            out.write(lines.write(Sentence(1, number, "", text, tokens, spans, {})) + "\n")
    return folder


def test_the_weights_take_a_quarter(large: Path, small: Path) -> None:
    sizes = [(folder / "sentence.onnx").stat().st_size for folder in (large, small)]
    assert sizes[1] < 0.35 * sizes[0]


def test_int8_answers_nearly_as_the_large_form_does(
    tiny: ModuleType, large: Path, small: Path
) -> None:
    for words in tiny.SENTENCES:
        one, other = (load(folder).emissions([words])[0] for folder in (large, small))
        assert 0 < np.abs(one - other).max() < 0.1 * np.abs(one).max()


def test_a_sentence_has_the_same_answer_beside_any_neighbour(tiny: ModuleType, small: Path) -> None:
    tagger = load(small)
    together = tagger.emissions(tiny.SENTENCES)
    for words, row in zip(tiny.SENTENCES, together, strict=True):
        alone = tagger.emissions([words])[0]
        assert np.array_equal(alone, row[: len(words)])
    tags = [one.tags for one in tagger.tag(tiny.SENTENCES)]
    assert tags == [tagger.tag([one])[0].tags for one in tiny.SENTENCES]


def test_the_gate_holds_the_very_form_that_answers(large: Path, small: Path) -> None:
    """Its golden answers are its own: those of the large form would be refused."""
    own, other = bundle.read(small), bundle.read(large)
    assert open_bundle(own)
    mixed = {**own.files, "golden.json": other.files["golden.json"]}
    with pytest.raises(BadBundle) as refused:
        open_bundle(bundle.Bundle("", own.manifest, mixed))
    assert refused.value.code == "golden_mismatch"
    assert len(golden.loads(own.files["golden.json"])) == len(
        golden.loads(other.files["golden.json"])
    )


def test_both_forms_are_measured_on_the_test_part(
    tiny: ModuleType, large: Path, tmp_path: Path
) -> None:
    rows = [words for words in tiny.SENTENCES for _ in range(3)]
    truth = [one.tags for one in load(large).tag(rows)]
    found = int8.make(large, snapshot(tmp_path / "snapshot", rows, truth), tmp_path / "small")
    assert (found["part"], found["sentences"], found["fp32"]["f1"]) == ("test", 12, 1.0)
    assert found["int8"]["bytes"] < found["fp32"]["bytes"]
    assert found["passed"] == (found["int8"]["f1"] >= 0.998)
    assert (found["other_tags"] > 0) or found["int8"]["f1"] == 1
    assert all(found[form]["one_milliseconds"] > 0 for form in ("fp32", "int8"))
    assert load(tmp_path / "small")


def test_what_is_lost_beyond_the_limit_does_not_pass(
    tiny: ModuleType, large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [list(words) for words in tiny.SENTENCES]
    truth = [one.tags for one in load(large).tag(rows)]
    monkeypatch.setattr(int8, "LIMIT", -0.5)
    found = int8.make(large, snapshot(tmp_path / "snapshot", rows, truth), tmp_path / "small")
    assert not found["passed"]


def test_a_model_without_a_network_is_refused(tiny: ModuleType, tmp_path: Path) -> None:
    tiny.linear(tmp_path / "linear")
    with pytest.raises(BadBundle) as refused:
        int8.shrink(bundle.read(tmp_path / "linear"))
    assert refused.value.code == "no_network"


def test_an_int8_bundle_answers_without_torch_and_onnx(small: Path) -> None:
    code = (
        "import sys\n"
        "for name in ('torch', 'onnx', 'onnxruntime.quantization', 'django'):\n"
        "    sys.modules[name] = None\n"
        "from pathlib import Path\n"
        "from training.tagger.runtime import load\n"
        f"print(load(Path({str(small)!r})).tag([['Sony', 'rocks']])[0].tags)"
    )
    path: Any = f"{ROOT}:{ROOT / 'platform'}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": path},
        cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
