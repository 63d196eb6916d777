"""What changes in the annotation room: labels, documents, spans, imports."""

from annotation.services.documents import add_documents, delete_document
from annotation.services.importing import carry_out, delete_import, start_import
from annotation.services.labels import add_label, change_label, delete_label
from annotation.services.spans import Marked, Saved, save_spans

__all__ = [
    "Marked", "Saved", "add_documents", "add_label", "carry_out", "change_label", "delete_document",
    "delete_import", "delete_label", "save_spans", "start_import",
]  # fmt: skip
