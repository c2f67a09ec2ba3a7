"""Queries and rules on one noun each; callers open the transaction."""
