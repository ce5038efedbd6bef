"""When the work of this package runs; one line for each file."""

from core.jobs import Job
from notices.jobs import fanning, keeping, measuring, sending

JOBS: list[Job] = [*fanning.JOBS, *sending.JOBS, *measuring.JOBS, *keeping.JOBS]
