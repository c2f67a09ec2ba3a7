"""Names for versions of a site's files, which addresses may carry."""

import hashlib


def version_of(data: bytes) -> str:
    """Return a name that only this content has; a file asked for by it may be kept for ever."""
    return hashlib.sha256(data).hexdigest()[:32]
