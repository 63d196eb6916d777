"""The doors between the queue and what is measured of a deployed model."""

from deployments import evaluating, precision
from workspace import jobs


@jobs.task("deployments.evaluate")
def carry_evaluation(lease: jobs.Lease) -> None:
    evaluating.carry_out(lease)


@jobs.task("deployments.int8")
def carry_int8(lease: jobs.Lease) -> None:
    precision.carry_out(lease)
