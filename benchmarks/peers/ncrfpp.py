"""NCRF++ with our architecture, from the checkout that $NCRFPP names.

Its own loop at each step: collate, loss with the best path, check of the prediction, SGD.
"""
# mypy: ignore-errors

import os
import random
import sys
import tempfile
from pathlib import Path

import torch

from benchmarks.peers import line
from benchmarks.peers.line import Acts, Said


def acts(settings: Said) -> Acts:
    """`train`: steps of `batch` sentences; `characters` is CNN or LSTM."""
    torch.set_num_threads(1)
    sys.path.insert(0, os.environ["NCRFPP"])
    import main as ncrf
    from model.seqlabel import SeqLabel

    data = _data(ncrf, line.sentences(settings["sentences"]), settings["characters"])
    model = SeqLabel(data)
    rule = torch.optim.SGD(model.parameters(), lr=0.015)
    model.train()

    def step(batch: int) -> int:
        chosen = random.sample(data.train_Ids, batch)
        word, features, lengths, _, letters, spelled, order, gold, mask = ncrf.batchify_with_label(
            chosen, False, True
        )
        loss, found = model.calculate_loss(
            word, features, lengths, letters, spelled, order, gold, mask
        )
        ncrf.predict_check(found, gold, mask)
        loss.backward()
        rule.step()
        model.zero_grad()
        return int(lengths.sum())

    return {"train": lambda said: line.until(said["tokens"], lambda: step(said["batch"]))}


def _data(ncrf, labelled, characters):
    from utils.data import Data

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.bio"
        rows = ("".join(f"{w} {t}\n" for w, t in zip(*one, strict=True)) for one in labelled)
        path.write_text("\n".join(rows) + "\n", "utf-8")
        data = Data()
        data.train_dir = data.dev_dir = data.test_dir = data.model_dir = str(path)
        data.word_emb_dim = 100
        data.char_feature_extractor = characters
        data.char_emb_dim = 30 if characters == "CNN" else 25
        data.HP_char_hidden_dim, data.HP_hidden_dim = 50, 200  # both directions together
        data.HP_gpu = False
        ncrf.data_initialization(data)
        data.generate_instance("train")
        data.build_pretrain_emb()
    return data


if __name__ == "__main__":
    line.serve(acts)
