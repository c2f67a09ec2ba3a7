"""What tests of sites share."""

from tests.support.browser import browser

__all__ = ["browser"]
