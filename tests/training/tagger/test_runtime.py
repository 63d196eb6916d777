"""A loaded bundle: the same answers alone and in company, and nothing answered by a damaged one."""

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from training.tagger import runtime
from training.tagger.bundles import bundle
from training.tagger.runtime import Tagger
from training.tagger.runtime.rows import RowCache

ROOT = Path(__file__).resolve().parents[3]
KINDS = ("neural", "linear")


def a_tagger(tiny: Any, folder: Path, kind: str = "neural", **said: Any) -> Tagger:
    getattr(tiny, kind)(folder, **said)
    return runtime.load(folder)


def some_sentences(count: int, seed: int = 4) -> list[list[str]]:
    chance = random.Random(seed)
    words = ["Sony", "CE", "rocks", "a", "an", "lens", "Ünïcode", "👍🏽", "5D", "x" * 300, "相机"]
    return [chance.choices(words, k=chance.choice([0, 1, 2, 3, 9, 30, 70])) for _ in range(count)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_sentence_has_the_same_tags_at_any_batch_order_and_neighbour(
    tiny: Any, tmp_path: Path, kind: str
) -> None:
    tagger = a_tagger(tiny, tmp_path / "b", kind)
    sentences = some_sentences(200)
    together = tagger.tag(sentences)
    alone = [tagger.tag([sentence])[0] for sentence in sentences]
    assert [one.tags for one in alone] == [one.tags for one in together]
    turned = tagger.tag(sentences[::-1])[::-1]
    for one, two, three in zip(alone, together, turned, strict=True):
        assert [span[:3] for span in one.spans] == [span[:3] for span in two.spans]
        for span, other, third in zip(one.spans, two.spans, three.spans, strict=True):
            assert span.score == pytest.approx(other.score, abs=1e-6)
            assert span.score == pytest.approx(third.score, abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_entities_stand_in_code_points_of_their_text(tiny: Any, tmp_path: Path, kind: str) -> None:
    tagger = a_tagger(tiny, tmp_path / "b", kind)
    texts = ["The Sony CE-7RM3 rocks. 👍🏽 It rocks!", "", "   ", "A Canon EOS 5D."]
    answers = tagger.answer(texts)
    assert any(answers)
    assert answers[1:3] == [[], []]
    for text, entities in zip(texts, answers, strict=True):
        for entity in entities:
            assert text[entity.start : entity.end] == entity.text
            assert entity.label in ("PNAME", "PFEATURE")
            assert 0 < entity.score <= 1


def test_a_softmax_model_decides_each_token_by_itself(tiny: Any, tmp_path: Path) -> None:
    tagger = a_tagger(tiny, tmp_path / "b", decoder="softmax")
    words = tiny.SENTENCES[1]
    likely = tagger.emissions([words])[0].argmax(1)
    assert tagger.tag([words])[0].tags == [tiny.TAGS[tag] for tag in likely]


def test_a_constrained_model_never_writes_a_broken_tag(tiny: Any, tmp_path: Path) -> None:
    tagger = a_tagger(tiny, tmp_path / "b", constrained=True)
    for one in tagger.tag(some_sentences(60)):
        before = "O"
        for tag in one.tags:
            assert not tag.startswith("I-") or before[2:] == tag[2:]
            before = tag


def test_a_model_of_token_tags_names_every_token(tiny: Any, tmp_path: Path) -> None:
    said: dict[str, Any] = {
        "task": "tokens",
        "tags": ("NN", "VB", "."),
        "labels": ("NN", "VB", "."),
        "scheme": "",
    }
    tagger = a_tagger(tiny, tmp_path / "b", **said)
    (entities,) = tagger.answer(["It rocks."])
    assert [entity.text for entity in entities] == ["It", "rocks", "."]
    assert all(entity.label in said["tags"] for entity in entities)


def test_a_model_that_does_not_spell_answers_too(tiny: Any, tmp_path: Path) -> None:
    assert len(a_tagger(tiny, tmp_path / "b", spells=False).tag(tiny.SENTENCES)) == 4


def test_a_word_never_seen_is_read_by_its_characters(tiny: Any, tmp_path: Path) -> None:
    tagger = a_tagger(tiny, tmp_path / "b")
    one, two = (tagger.emissions([[word]])[0] for word in ("Canonical", "zzz"))
    assert (one != two).any()


def test_sentences_without_words_never_reach_the_graph(tiny: Any, tmp_path: Path) -> None:
    tagger = a_tagger(tiny, tmp_path / "b")
    assert tagger.tag([]) == []
    assert [one.tags for one in tagger.tag([[], ["a"], []])][::2] == [[], []]
    with pytest.raises(ValueError, match="without words"):
        tagger.emissions([["a"], []])
    with pytest.raises(ValueError, match="without words"):
        tagger.emissions([])


def test_the_kept_rows_stay_within_their_bytes_and_answers_do_not_change() -> None:
    def compute(words: Any) -> Any:
        import numpy as np

        return np.array([[len(word), ord(word[0])] for word in words], np.float32)

    rows = RowCache(compute, 2, limit_bytes=6_000)
    for start in range(0, 600, 20):
        sentence = [f"{start + at}" for at in range(20)]
        slots = rows.padded([sentence, sentence[:3]], 20)
        assert rows.table[slots[0]].tolist() == [[len(w), ord(w[0])] for w in sentence]
        assert not rows.table[slots[1, 3:]].any()
        assert len(rows) < 60


def test_a_file_changed_after_training_is_not_used(tiny: Any, tmp_path: Path) -> None:
    for name in bundle.REQUIRED["neural"]:
        folder = tmp_path / name
        tiny.neural(folder)
        raw = bytearray((folder / name).read_bytes())
        raw[len(raw) // 2] ^= 1
        (folder / name).write_bytes(raw)
        with pytest.raises(bundle.BadBundle) as caught:
            runtime.load(folder)
        assert caught.value.code == "checksum_mismatch"
        assert name in caught.value.message


def test_a_model_that_answers_otherwise_than_when_trained_is_not_used(
    tiny: Any, tmp_path: Path
) -> None:
    tiny.neural(tmp_path / "one")
    read = bundle.read(tmp_path / "one")
    golden = json.loads(read.files["golden.json"])
    golden[0]["emissions"][0][0] += 0.1
    files = {**read.files, "golden.json": json.dumps(golden).encode()}
    bundle.write(tmp_path / "two", read.manifest, files)
    with pytest.raises(bundle.BadBundle) as caught:
        runtime.load(tmp_path / "two")
    assert caught.value.code == "golden_mismatch"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("words.onnx", b"\x08\x0anonsense", "bad_graph"),
        ("sentence.onnx", b"", "bad_graph"),
        ("words.onnx", "sentence.onnx", "bad_graph"),
        ("tables.safetensors", b"\0" * 8, "bad_tables"),
        ("tables.safetensors", b"", "bad_tables"),
        ("vocabulary.json", b"{}", "bad_vocabulary"),
        ("golden.json", b"{}", "bad_golden"),
        ("golden.json", b'[{"words":[],"tags":[],"emissions":[]}]', "bad_golden"),
        ("golden.json", b'[{"words":["a"],"tags":["O"],"emissions":["x"]}]', "bad_golden"),
        ("golden.json", b'[{"words":["a"],"tags":["O"],"emissions":[[1]]}]', "golden_mismatch"),
    ],
)
def test_a_part_that_is_not_what_it_should_be_is_named(
    tiny: Any, tmp_path: Path, name: str, content: bytes | str, code: str
) -> None:
    tiny.neural(tmp_path / "one")
    read = bundle.read(tmp_path / "one")
    changed = read.files[content] if isinstance(content, str) else content
    bundle.write(tmp_path / "two", read.manifest, {**read.files, name: changed})
    with pytest.raises(bundle.BadBundle) as caught:
        runtime.load(tmp_path / "two")
    assert caught.value.code == code


@pytest.mark.parametrize(
    "said",
    [
        {"tags": ("O", "B-PNAME", "nonsense", "B-PFEATURE", "I-PFEATURE")},
        {"scheme": "IOB3"},
        {"scheme": ""},
        {"tokenizer": "syllables"},
        {"task": "tokens"},
    ],
)
def test_a_manifest_that_no_tagger_can_follow_is_refused(
    tiny: Any, tmp_path: Path, said: dict[str, Any]
) -> None:
    tiny.linear(tmp_path / "one")
    read = bundle.read(tmp_path / "one")
    bundle.write(tmp_path / "two", replace(read.manifest, **said), read.files)
    with pytest.raises(bundle.BadBundle) as caught:
        runtime.load(tmp_path / "two")
    assert caught.value.code == "bad_manifest"


def test_an_answer_needs_neither_torch_nor_the_web_framework(tiny: Any, tmp_path: Path) -> None:
    tiny.neural(tmp_path / "b")
    program = (
        "import sys\n"
        "for name in ('torch', 'django', 'onnx', 'pydantic', 'sklearn'): sys.modules[name] = None\n"
        "from pathlib import Path\n"
        "from training.tagger import runtime\n"
        "print(len(runtime.load(Path(sys.argv[1])).answer(['Sony CE rocks'])))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "b"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"},
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
