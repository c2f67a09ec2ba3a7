"""What tests of the API share."""

from tests.support.api import address, api
from tests.support.browser import browser

__all__ = ["address", "api", "browser"]
