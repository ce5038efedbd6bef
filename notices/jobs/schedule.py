"""When the work of this package runs; one line for each file."""

from core.jobs import Job
from notices.jobs import announcing, bounces, fanning, keeping, measuring, news, sending

JOBS: list[Job] = [
    *fanning.JOBS, *sending.JOBS, *measuring.JOBS, *keeping.JOBS, *news.JOBS, *announcing.JOBS, *bounces.JOBS,
]
