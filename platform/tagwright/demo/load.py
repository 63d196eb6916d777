"""The project that is there on first start: camera reviews, most of them labelled."""

from pathlib import Path

from django.db import transaction

from annotation import services as annotation
from annotation.formats import Jsonl, Source
from workspace import jobs, services
from workspace.models import Project, User

HERE = Path(__file__).parent
LABELS = {"PNAME": "A product's name: brand and model.", "PFEATURE": "A feature of the product."}


def camera_reviews(*, by: User) -> Project:
    """Make the demo project and import its sentences; if cut off, a worker goes on."""
    with transaction.atomic():
        project = services.make_project(
            by=by,
            name="Camera reviews (demo)",
            language="en",
            is_demo=True,
            guideline=(HERE / "guideline.md").read_text("utf-8"),
        )
        for name, description in LABELS.items():
            annotation.add_label(project, name=name, by=by, description=description)
    made = annotation.start_import(
        project, [Source.at(HERE / "camera_reviews.jsonl")], format=Jsonl(), by=by
    )
    if made.job is not None:
        jobs.drive(made.job.pk, annotation.carry_out)
    return project
