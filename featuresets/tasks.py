"""The door between the queue and the freeze."""

from featuresets import services
from workspace import jobs

freeze = jobs.task("featuresets.freeze")(services.carry_freeze)
