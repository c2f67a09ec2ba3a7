"""What journeys share: a web and a worker process of their own."""

from tests.support.stack import own_settings, url
from tests.support.turnstile import turnstile

__all__ = ["own_settings", "turnstile", "url"]
