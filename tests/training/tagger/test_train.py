"""A whole run: events, files, every choice of the form, stop, leave and resume."""

import hashlib
import json

import numpy as np
import pytest

from training.tagger import train
from training.tagger.runtime import load
from training.tagger.train import Control, run


def test_a_run_tells_its_start_epochs_and_end_and_leaves_a_bundle_that_answers(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    told = list(reviews.run(reviews.recipe(epochs=6), folder, tmp_path / "out"))
    assert told[0]["event"] == "start"
    assert told[0]["parameters"] > 1000
    assert [one["epoch"] for one in reviews.of(told, "epoch")] == [1, 2, 3, 4, 5, 6]
    assert told[-1]["event"] == "done"
    assert json.dumps(told, allow_nan=False)
    tagger = load(tmp_path / "out" / "bundle")
    (entities,) = tagger.answer(["My new Sony CE-7 has great zoom ."])
    assert [(one.text, one.label) for one in entities] == [
        ("Sony CE-7", "PNAME"), ("zoom", "PFEATURE"),
    ]  # fmt: skip
    assert tagger.manifest.card["entity"]["micro"]["f1"] > 0.8
    assert tagger.manifest.recipe == reviews.recipe(epochs=6).model_dump(mode="json")
    assert not (tmp_path / "out" / "checkpoint").exists()


CHOICES = [
    ("bilstm_crf", {}, {}),
    ("bilstm_softmax", {}, {}),
    ("linear_crf", {}, {}),
    ("bilstm_softmax", {"decoder": {"kind": "softmax", "smoothing": 0.1}}, {}),
    ("bilstm_crf", {"decoder": {"kind": "crf", "legal_only": False}}, {}),
    ("bilstm_crf", {"characters": {"kind": "none"}}, {}),
    ("bilstm_crf", {"characters": {"kind": "bilstm", "units": 5, "dimension": 4}}, {}),
    ("bilstm_crf", {"characters": {"kind": "cnn", "width": 5, "filters": 4}}, {}),
    ("bilstm_crf", {"encoder": {"kind": "bilstm", "units": 6, "layers": 2}}, {}),
    ("bilstm_crf", {"optimizer": {"kind": "sgd"}, "learning_rate": "auto"}, {}),
    ("bilstm_crf", {"optimizer": {"kind": "adamw"}, "batch_size": "auto"}, {}),
    ("bilstm_crf", {"gradient_clip": 0, "word_dropout": 0}, {}),
    ("bilstm_crf", {}, {"scheme": "IOBES"}),
    ("linear_crf", {"c1": 0.1, "minimum_count": 2}, {"scheme": "IOBES"}),
    ("bilstm_crf", {}, {"maximum_length": 5}),
]


@pytest.mark.parametrize(("kind", "fields", "top"), CHOICES)
def test_every_choice_of_the_form_trains_exports_and_answers(tmp_path, reviews, kind, fields, top):
    folder = reviews.snapshot(tmp_path / "s")
    recipe = reviews.recipe(kind, top=top, **fields)
    told = list(reviews.run(recipe, folder, tmp_path / "out"))
    assert told[-1]["event"] == "done"
    tagger = load(tmp_path / "out" / "bundle")
    assert len(tagger.tag([["My", "Sony"]])[0].tags) == 2
    checked = next(one for one in told if "answers as the trained one" in one.get("message", ""))
    assert "(0 tags differ" in checked["message"]


def test_the_task_tokens_trains_on_its_target_layer(tmp_path, reviews):
    for kind in ("bilstm_crf", "linear_crf"):
        folder = reviews.snapshot(tmp_path / kind, task="tokens", target="pos")
        list(reviews.run(reviews.recipe(kind), folder, tmp_path / f"{kind}-out"))
        report = json.loads((tmp_path / f"{kind}-out" / "report.json").read_text())
        assert report["tokens"]["accuracy"] > 0.9
        assert report["recut"] is None
        tagger = load(tmp_path / f"{kind}-out" / "bundle")
        assert (tagger.manifest.task, tagger.manifest.labels) == ("tokens", ("NNP", "x"))
        assert set(tagger.tag([["has", "Nikon"]])[0].tags) <= {"NNP", "x"}


@pytest.mark.parametrize("freeze", [True, False])
@pytest.mark.parametrize("binary", [True, False])
def test_pretrained_vectors_are_read_used_and_carried(tmp_path, reviews, freeze, binary):
    folder = reviews.snapshot(tmp_path / "s")
    rows = {"sony": [5.0, 0, 0, 1], "zoom": [0, 5.0, 0, 1], "hasselblad": [5.0, 0, 0, 0.9]}
    if binary:
        content = b"3 4\n" + b"".join(
            w.encode() + b" " + np.array(r, "<f4").tobytes() for w, r in rows.items()
        )
    else:
        content = "\n".join(f"{w} {' '.join(map(str, r))}" for w, r in rows.items()).encode()
    digest = hashlib.sha256(content).hexdigest()
    (tmp_path / digest).write_bytes(content)
    words = {"kind": "pretrained", "file": digest, "freeze": freeze}
    told = list(reviews.run(reviews.recipe(words=words), folder, tmp_path / "o", files=tmp_path))
    assert any("have a pre-trained vector" in one.get("message", "") for one in told)
    import onnxruntime

    from training.tagger.words import vocabulary

    bundle = tmp_path / "o" / "bundle"
    known = vocabulary.loads((bundle / "vocabulary.json").read_bytes())
    session = onnxruntime.InferenceSession(str(bundle / "words.onnx"))
    asked = ["Hasselblad", "SONY"]
    feed = {"words": known.word_ids(asked), "characters": known.spelled(asked)}
    (found,) = session.run(None, feed)
    np.testing.assert_allclose(found[0, :4], rows["hasselblad"], rtol=1e-6)
    assert (found[1, :4] == rows["sony"]).all() == freeze or "sony" not in known.words


def test_a_missing_file_of_vectors_is_said_in_a_sentence(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    recipe = reviews.recipe(words={"kind": "pretrained", "file": "0" * 64})
    with pytest.raises(ValueError, match="upload it again"):
        list(reviews.run(recipe, folder, tmp_path / "o", files=tmp_path))


def test_stopping_keeps_the_best_epoch_and_still_reports_and_exports(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    control, told = Control(), []
    chosen = reviews.recipe(epochs=500, early_stopping=0)
    for event in reviews.run(chosen, folder, tmp_path / "out", control=control):
        told.append(event)
        control.stop = len(reviews.of(told, "epoch")) >= 3
    epochs = reviews.of(told, "epoch")
    assert len(epochs) < 10
    best = max(epochs, key=lambda one: (one["f1"], -one["dev_loss"]))["epoch"]
    assert told[-1]["best_epoch"] == best
    assert load(tmp_path / "out" / "bundle").manifest.card["best_epoch"] == best


def test_a_stop_before_the_first_epoch_keeps_the_weights_of_the_moment(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    control = Control(stop=True)
    told = list(reviews.run(reviews.recipe(), folder, tmp_path / "out", control=control))
    assert told[-1] == {
        "event": "done", "bundle": "bundle", "report": "report.json", "best_epoch": 0,
    }  # fmt: skip
    assert not reviews.of(told, "epoch")


def test_a_run_that_left_goes_on_where_it_was_and_ends_with_the_same_bundle(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    chosen = reviews.recipe(epochs=4, early_stopping=0)
    list(reviews.run(chosen, folder, tmp_path / "whole"))
    control = Control()
    events = reviews.run(chosen, folder, tmp_path / "broken", control=control)
    reviews.leave(events, control, epochs=2)
    told = list(reviews.run(chosen, folder, tmp_path / "broken", resume=True))
    assert told[0]["resumed_from"] == 3
    assert [one["epoch"] for one in reviews.of(told, "epoch")] == [3, 4]
    for name in ("words.onnx", "sentence.onnx", "tables.safetensors"):
        files = [(tmp_path / run / "bundle" / name).read_bytes() for run in ("whole", "broken")]
        assert files[0] == files[1], name


def test_a_device_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="choose auto or cpu"):
        train.choose_device("cuda:99")
    assert train.choose_device("cpu") == "cpu"


def test_truncated_sentences_are_counted_and_told(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    told = list(reviews.run(reviews.recipe(top={"maximum_length": 4}), folder, tmp_path / "out"))
    lost = told[0]["truncated"]
    assert lost["sentences"] > 0
    assert lost["entities"] > 0
    assert any(one["event"] == "log" and one["level"] == "warning" for one in told)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["truncated"] == lost


def test_an_exported_model_that_differs_is_not_written(tmp_path, reviews, monkeypatch):
    folder = reviews.snapshot(tmp_path / "s")
    monkeypatch.setattr(train, "TOLERANCE", -1.0)
    with pytest.raises(train.NotEqual, match="not written"):
        list(reviews.run(reviews.recipe(epochs=1), folder, tmp_path / "out"))
    assert not (tmp_path / "out" / "bundle").exists()


def test_the_generator_can_simply_be_left(tmp_path, reviews):
    job = train.Job(reviews.recipe(), reviews.snapshot(tmp_path / "s"), tmp_path / "out")
    events = run(job, Control())
    assert next(events)["event"] == "start"
    events.close()
    assert not (tmp_path / "out" / "bundle").exists()
