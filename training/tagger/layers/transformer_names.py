"""What our weights are called in the files of each kind of transformer."""

from training.tagger.transformer.shape import Shape

_TABLES = {
    "pieces": "embeddings.word_embeddings",
    "positions": "embeddings.position_embeddings",
    "norm": "embeddings.LayerNorm",
    "wide": "embeddings_project",
}
_BERT = {
    "asked": [f"attention.self.{one}" for one in ("query", "key", "value")],
    "told": ["attention.output.dense"],
    "told_norm": ["attention.output.LayerNorm"],
    "up": ["intermediate.dense"],
    "down": ["output.dense"],
    "down_norm": ["output.LayerNorm"],
}
_DISTILBERT = {
    "asked": [f"attention.{one}_lin" for one in "qkv"],
    "told": ["attention.out_lin"],
    "told_norm": ["sa_layer_norm"],
    "up": ["ffn.lin1"],
    "down": ["ffn.lin2"],
    "down_norm": ["output_layer_norm"],
}


def names(shape: Shape, ours: str) -> list[str]:
    """The names in the file whose tables, one under the other, are our weight.

    >>> from training.tagger.transformer.sources import USUAL
    >>> names(USUAL, "layers.2.up.bias")
    ['encoder.layer.2.intermediate.dense.bias']
    """
    path, _, kind = ours.rpartition(".")
    if path in _TABLES:
        return [f"{_TABLES[path]}.{kind}"]
    _, at, part = path.split(".")
    distilled = shape.kind == "distilbert"
    head = "transformer.layer" if distilled else "encoder.layer"
    return [f"{head}.{at}.{one}.{kind}" for one in (_DISTILBERT if distilled else _BERT)[part]]
