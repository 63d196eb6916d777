"""ONNX Runtime on one core, and all that it raises for a graph that it cannot load or run."""

import onnxruntime as ort

_REFUSALS = ort.capi.onnxruntime_pybind11_state
FAULTS: tuple[type[Exception], ...] = tuple(
    kind
    for kind in vars(_REFUSALS).values()
    if isinstance(kind, type) and issubclass(kind, Exception)
)

PRECISION, INT8 = "precision", "int8"
"""What a graph in 8-bit whole numbers says of itself: it reads one sentence a call, since it rounds
on a scale of the whole call."""


def is_rounded(opened: ort.InferenceSession) -> bool:
    """Whether a graph computes in 8-bit whole numbers."""
    return bool(opened.get_modelmeta().custom_metadata_map.get(PRECISION) == INT8)


def session(raw: bytes) -> ort.InferenceSession:
    """A graph, ready to run; raises one of FAULTS."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(raw, options, ["CPUExecutionProvider"])
