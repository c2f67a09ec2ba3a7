"""Showcase: a resume goes in, a truthful portfolio site comes out, live.

The web process (`app.py`, `api/`) accepts a resume in `pipeline/upload.py`, which stores the
file, commits the job and rings the bell. A worker (`worker.py`) claims the job and runs
`pipeline/job.py`: extract → think → validate → save → deploy, telling each step through
`pipeline/progress.py`. The words come from `agents/`, reached through `pipeline/think.py` only.
"""
