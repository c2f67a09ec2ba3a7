"""Reviews a finished portfolio: how good it is by stated rules, and what each sentence rests on.

It knows nothing of what reads and writes resumes. `rules.toml` states the rules; the modules:
rules → texts → scores; findings → report; sentences.
"""

from agents.review.report import review_portfolio
from agents.review.sentences import list_statements

__all__ = ["list_statements", "review_portfolio"]
