"""What tests of hostile things share."""

from tests.support.browser import browser

__all__ = ["browser"]
