"""What our weights are called in the files of each kind of transformer."""

from training.tagger.transformer.shape import Shape

_TABLES = {
    "pieces": "embeddings.word_embeddings",
    "positions": "embeddings.position_embeddings",
    "norm": "embeddings.LayerNorm",
    "wide": "embeddings_project",
    "near.table": "encoder.relative_attention_bias",
    "apart.table": "encoder.rel_embeddings",
    "apart.norm": "encoder.LayerNorm",
    "done": "final_norm",
}
_PARTS = ("told", "told_norm", "up", "down", "down_norm")
_BERT = (
    "encoder.layer", [f"attention.self.{one}" for one in ("query", "key", "value")],
    "attention.output.dense", "attention.output.LayerNorm", "intermediate.dense", "output.dense",
    "output.LayerNorm",
)  # fmt: skip
_OTHERS = {
    "distilbert": (
        "transformer.layer", [f"attention.{one}_lin" for one in "qkv"],
        "attention.out_lin", "sa_layer_norm", "ffn.lin1", "ffn.lin2", "output_layer_norm",
    ),
    "albert": (
        "encoder.albert_layer_groups.0.albert_layers",
        [f"attention.{one}" for one in ("query", "key", "value")],
        "attention.dense", "attention.LayerNorm", "ffn", "ffn_output", "full_layer_layer_norm",
    ),
    "mpnet": (
        "encoder.layer", [f"attention.attn.{one}" for one in "qkv"], "attention.attn.o",
        "attention.LayerNorm", *_BERT[4:],
    ),
    "deberta-v2": (
        "encoder.layer", [f"attention.self.{one}_proj" for one in ("query", "key", "value")],
        *_BERT[2:],
    ),
}  # fmt: skip
"""Where a kind's layers lie; in each query, key and value, then `_PARTS` in their order."""
_MODERN = {
    "asked": "attn.Wqkv", "told": "attn.Wo", "up": "mlp.Wi", "down": "mlp.Wo",
    "asked_norm": "attn_norm", "up_norm": "mlp_norm",
}  # fmt: skip
_MOVED = {
    ("albert", "wide"): "encoder.embedding_hidden_mapping_in",
    ("modernbert", "pieces"): "embeddings.tok_embeddings",
    ("modernbert", "norm"): "embeddings.norm",
}


def names(shape: Shape, ours: str) -> list[str]:
    """The names in the file whose tables, one under the other, are our weight.

    >>> from training.tagger.transformer.sources import USUAL
    >>> names(USUAL, "layers.2.up.bias")
    ['encoder.layer.2.intermediate.dense.bias']
    """
    path, _, kind = ours.rpartition(".")
    if path in _TABLES:
        return [f"{_MOVED.get((shape.kind, path), _TABLES[path])}.{kind}"]
    _, at, part = path.split(".")
    if shape.kind == "modernbert":
        return [f"layers.{at}.{_MODERN[part]}.{kind}"]
    head, asked, *rest = _OTHERS.get(shape.kind, _BERT)
    found = asked if part == "asked" else [rest[_PARTS.index(part)]]
    return [f"{head}.{at}.{one}.{kind}" for one in found]
