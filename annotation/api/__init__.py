"""The annotation room over HTTP."""

from annotation.api import documents, exports, imports, labels

urlpatterns = [
    *labels.urlpatterns,
    *imports.urlpatterns,
    *documents.urlpatterns,
    *exports.urlpatterns,
]
