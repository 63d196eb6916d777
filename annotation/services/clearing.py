"""A whole project's texts leave; the roof calls this when a project is deleted, top floor first."""

from annotation.models import Document, DocumentLabel, Import, Label, Tally
from workspace.models import Project

STEP = 2000


def delete_all(project: Project) -> None:
    """Remove every document, import and label of a project, in steps that hold no one up."""
    DocumentLabel.objects.filter(project=project).delete()
    documents = Document.objects.filter(project=project).order_by("pk").values_list("pk", flat=True)
    while ids := list(documents[:STEP]):
        Document.objects.filter(pk__in=ids).delete()
    for model in (Tally, Import, Label):
        model.objects.filter(project=project).delete()
