"""What tests of other people's clients share: a web and a worker process of their own."""

from tests.support.stack import own_settings, url

__all__ = ["own_settings", "url"]
