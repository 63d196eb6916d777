"""Transformers with random weights, small enough for a test, as folders and as zips."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

WORDS = [
    "the", "my", "new", "sony", "canon", "nikon", "leica", "vento", "ce", "g3", "z",
    "m11", "pro", "4", "7", "has", "great", "lacks", "is", "bad", "at", "zoom",
    "battery", "life", "eye", "auto", "flash", ".", "-", "1", "5", "d", "it",
    "rocks",
]  # fmt: skip
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS, "##focus", "##s", "##ing", "##5"]
WIDTH, INNER, POSITIONS, NARROW = 16, 24, 24, 8


def folder(place: Path, kind: str = "bert", *, seed: int = 3, **said: Any) -> Path:
    """A folder that holds a transformer of a kind; `said` replaces what config.json says."""
    place.mkdir(parents=True)
    distilled = kind == "distilbert"
    names = ("dim", "n_layers", "n_heads", "hidden_dim") if distilled else (
        "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
    )  # fmt: skip
    config = dict(zip(names, (WIDTH, 2, 4, INNER), strict=True)) | {
        "model_type": kind, "vocab_size": len(PIECES), "max_position_embeddings": POSITIONS,
    }  # fmt: skip
    if kind == "electra":
        config["embedding_size"] = NARROW
    (place / "config.json").write_text(json.dumps(config | said))
    (place / "tokenizer.json").write_text(json.dumps(tokenizer()))
    save_file(weights(kind, seed), place / "model.safetensors")
    return place


def tokenizer() -> dict[str, Any]:
    return {
        "model": {"type": "WordPiece", "vocab": {one: at for at, one in enumerate(PIECES)}},
        "normalizer": {"type": "BertNormalizer", "lowercase": True},
    }


def weights(kind: str, seed: int) -> dict[str, Any]:
    """Random tables under the names of the kind."""
    chance = np.random.default_rng(seed)
    narrow = NARROW if kind == "electra" else WIDTH
    head = "embeddings."
    shapes: dict[str, tuple[int, ...]] = {
        head + "word_embeddings.weight": (len(PIECES), narrow),
        head + "position_embeddings.weight": (POSITIONS, narrow),
        head + "LayerNorm.weight": (narrow,),
        head + "LayerNorm.bias": (narrow,),
    }
    if kind != "distilbert":
        shapes[head + "token_type_embeddings.weight"] = (2, narrow)
    if kind == "electra":
        shapes["embeddings_project.weight"] = (WIDTH, narrow)
        shapes["embeddings_project.bias"] = (WIDTH,)
    sizes = [(WIDTH, WIDTH)] * 4 + [(WIDTH,), (INNER, WIDTH), (WIDTH, INNER), (WIDTH,)]
    top = "transformer.layer" if kind == "distilbert" else "encoder.layer"
    for layer in range(2):
        for name, size in zip(PARTS[kind == "distilbert"], sizes, strict=True):
            shapes[f"{top}.{layer}.{name}.weight"] = size
            shapes[f"{top}.{layer}.{name}.bias"] = (size[0],)
    return {
        name: chance.normal(1 if "orm.weight" in name else 0, 0.3, size).astype(np.float32)
        for name, size in shapes.items()
    }


PARTS = (
    (
        *(f"attention.self.{one}" for one in ("query", "key", "value")),
        "attention.output.dense", "attention.output.LayerNorm", "intermediate.dense",
        "output.dense", "output.LayerNorm",
    ),
    (
        *(f"attention.{one}_lin" for one in "qkv"),
        "attention.out_lin", "sa_layer_norm", "ffn.lin1", "ffn.lin2", "output_layer_norm",
    ),
)  # fmt: skip
"""Tables of a layer by BERT's names and by DistilBERT's."""


def zipped(place: Path, to: Path, top: str = "") -> Path:
    with zipfile.ZipFile(to, "w") as packed:
        for file in place.iterdir():
            packed.write(file, top + file.name)
    return to
