"""The steps from a resume to a site, in the order that `job.py` runs them.

upload → extract → think → validate → save → deploy, told to the watchers through progress.
"""
