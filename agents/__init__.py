"""Agents that turn a resume into a truthful portfolio. Enter through `agents.integration`."""
