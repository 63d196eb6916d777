"""On a GPU the same code trains, and agrees with the processor."""

import pytest
import torch

from training.tagger import train
from training.tagger.batch import collate
from training.tagger.corpus import read
from training.tagger.runtime import load

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine"),
]


def test_emissions_loss_and_gradients_agree_within_a_ten_thousandth(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path)
    corpus = read(folder)
    recipe = reviews.recipe(encoder={"kind": "bilstm", "units": 10, "dropout": 0.0})
    found = {}
    for device in ("cpu", "cuda:0"):
        learner = train.learner_of(train.Job(recipe, folder, tmp_path), corpus, "cpu")
        model = learner.model.to(device).train()
        batch = collate(corpus.parts["train"], learner.forms, range(12), device=device)
        loss = model(batch)
        loss.backward()
        grads = [weight.grad.cpu() for weight in model.parameters()]
        found[device] = [model.emissions(batch).detach().cpu(), loss.detach().cpu(), *grads]
    for ours, theirs in zip(*found.values(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    "kind", ["bilstm_crf", "stack_lstm", "bilstm_cnn", "bilstm_crf_features", "residual_bilstm"]
)
def test_a_run_on_the_gpu_ends_in_a_bundle_that_answers(tmp_path, reviews, kind):
    own = {"encoder": {"kind": kind, "units": 10}} if kind == "residual_bilstm" else {}
    recipe = reviews.recipe(kind, top={"device": "cuda:0"}, epochs=12, **own)
    told = list(reviews.run(recipe, reviews.snapshot(tmp_path / "s"), tmp_path))
    assert told[0]["device"] == "cuda:0"
    assert told[-1]["event"] == "done"
    assert load(tmp_path / "bundle").manifest.card["entity"]["micro"]["f1"] > 0.8


def test_a_network_over_a_bilm_is_trained_on_the_gpu_and_answers_without_it(tmp_path, reviews):
    import hashlib

    from training.tagger.elmo import own_shape
    from training.tagger.layers import bilm

    raw = bilm.dumps(bilm.BiLM(own_shape(16)))
    name = hashlib.sha256(raw).hexdigest()
    (tmp_path / name).write_bytes(raw)
    context = {"kind": "bilm", "file": name}
    recipe = reviews.recipe(top={"device": "cuda:0"}, epochs=12, context=context)
    snapshot = reviews.snapshot(tmp_path / "s")
    told = list(reviews.run(recipe, snapshot, tmp_path, files=tmp_path))
    assert told[0]["device"] == "cuda:0"
    assert load(tmp_path / "bundle").manifest.card["entity"]["micro"]["f1"] > 0.8
