"""Named points at which a test may kill this process, to prove that nothing accepted is lost.

`SHOWCASE_FAULT=generating.kept` ends the process there as a power cut would, `generating.kept:2`
the second time it comes by. A point that is not armed costs one look into an empty dictionary.
"""

import os
import signal

POINTS = (
    "upload.stored",  # the file lies in the store, and nobody knows of it
    "upload.committed",  # the job is accepted, no bell has rung
    "upload.rung",  # the bell has rung, the client has no answer
    "job.claimed",
    "received.ended",
    "extracting.begun",
    "extracting.told",
    "extracting.made",  # the document was read and is not kept yet
    "extracting.kept",
    "extracting.ended",
    "ocr.begun",
    "ocr.told",
    "ocr.ended",
    "generating.begun",
    "generating.told",
    "model.answered",  # it is paid for, and not kept yet
    "model.kept",
    "generating.made",
    "generating.kept",
    "generating.ended",
    "validating.begun",
    "validating.ended",
    "persisting.begun",
    "portfolio.written",  # in the transaction, before its commit
    "portfolio.saved",
    "section.written",
    "section.saved",
    "persisting.ended",
    "deploying.begun",
    "deploying.told",
    "deployment.begun",
    "deployment.online",  # the host has the site, nobody knows that it is live
    "deployment.live",
    "deploying.ended",
    "job.ending",  # every step is done, the job's end is not written
    "job.ended",  # it is written, and nobody was told
    "job.failed",
    "job.cancelled",
    "job.released",
    "jobs.rescued",
)
"""Before and after each commit, in the order of a job's life."""

_countdown: dict[str, int] = {}  # of this process, which a fault is meant to end as a whole


def arm(fault: str) -> None:
    """Choose where this process dies: one of POINTS, and after a colon the how-manieth time.

    Raises:
        ValueError: There is no such point.
    """
    _countdown.clear()
    point, _, count = fault.partition(":")
    if not fault:
        return
    if point not in POINTS:
        msg = f"SHOWCASE_FAULT names no point of showcase/faults.py: {point}"
        raise ValueError(msg)
    _countdown[point] = int(count or 1)


def reach(point: str) -> None:
    """Die here if this is the armed point."""
    if point not in _countdown:
        return
    _countdown[point] -= 1
    if not _countdown[point]:
        os.kill(os.getpid(), signal.SIGKILL)
