"""The door between the queue and an import."""

from annotation import services
from workspace import jobs
from workspace.jobs import Lease


@jobs.task("annotation.import")
def carry_import(lease: Lease) -> None:
    services.carry_out(lease)
