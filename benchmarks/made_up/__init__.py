"""Resumes of people who do not exist: made-up persons in many layouts, with the truth of each."""
