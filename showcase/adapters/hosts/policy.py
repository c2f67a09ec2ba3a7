"""What browsers let a site do, wherever it stands: the one source of its security policy."""

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a page says of itself, so that it holds at hosts that send no header.

No script may run, whatever an edit brought in. `connect-src` is for tools that look at a page from
in it: Lighthouse asks for robots.txt.
"""
HEADER_POLICY = f"{PAGE_POLICY}; frame-ancestors 'none'"
"""What only a header can say besides: no other page may show the site in a frame."""
