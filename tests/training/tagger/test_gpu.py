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
        learner, _ = train._learner(train.Job(recipe, folder, tmp_path), corpus, "cpu")
        model = learner.model.to(device).train()
        batch = collate(corpus.parts["train"], learner.forms, range(12), device=device)
        loss = model(batch)
        loss.backward()
        grads = [weight.grad.cpu() for weight in model.parameters()]
        found[device] = [model.emissions(batch).detach().cpu(), loss.detach().cpu(), *grads]
    for ours, theirs in zip(*found.values(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


def test_a_run_on_the_gpu_ends_in_a_bundle_that_answers(tmp_path, reviews):
    recipe = reviews.recipe(top={"device": "cuda:0"}, epochs=6)
    told = list(reviews.run(recipe, reviews.snapshot(tmp_path / "s"), tmp_path))
    assert told[0]["device"] == "cuda:0"
    assert told[-1]["event"] == "done"
    assert load(tmp_path / "bundle").manifest.card["entity"]["micro"]["f1"] > 0.8
