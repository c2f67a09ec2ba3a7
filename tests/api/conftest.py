"""What tests of the API share."""

from tests.support.api import api

__all__ = ["api"]
