"""Trusted documents: operations that a frontend's developers have registered, known by a hash.

A client then sends `documentId`, or `extensions.persistedQuery.sha256Hash` as Apollo does, in place
of the document. Where only trusted documents are run, strangers can ask nothing else at all.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from showcase.api.refusals import Refused
from showcase.config import Settings
from showcase.errors import ErrorCode

PREFIX = "sha256:"
UNKNOWN = "There is no trusted document of this id. Send the document itself, or register it."
ONLY_TRUSTED = "Only documents that were registered are run here. Send the id of one."
BAD_ID = "`documentId` and `extensions.persistedQuery.sha256Hash` must be strings."
NO_DOCUMENTS = "SHOWCASE_TRUSTED_ONLY wants SHOWCASE_TRUSTED_DOCUMENTS, a file or a folder."

_manifest = TypeAdapter(dict[str, str])


class TrustedDocuments:
    """Documents by the ids under which clients may ask for them."""

    def __init__(self, documents: Mapping[str, str], *, only: bool = False) -> None:
        self._documents = documents
        self._texts = frozenset(documents.values())
        self._only = only

    def find_query(self, request: Mapping[str, Any]) -> Any:  # noqa: ANN401 (as it was sent)
        """Return the document that a request asks for, or holds; None if it does neither.

        Raises:
            Refused: There is none of that id, or only trusted ones are run and it is not one.
        """
        query = request.get("query") or None
        if query is None:
            return self._find_by_id(request)
        if self._only and query not in self._texts:
            raise Refused(403, ONLY_TRUSTED, ErrorCode.FORBIDDEN)
        return query

    def _find_by_id(self, request: Mapping[str, Any]) -> str | None:
        document_id = read_id(request)
        if document_id is None:
            return None
        if not isinstance(document_id, str):
            raise Refused(400, BAD_ID)
        document = self._documents.get(document_id.removeprefix(PREFIX))
        if document is None:
            raise Refused(404, UNKNOWN, ErrorCode.PERSISTED_QUERY_NOT_FOUND)
        return document


def load_trusted(settings: Settings) -> TrustedDocuments:
    """Return the documents that the settings name: a manifest, or a folder of documents.

    Raises:
        ValueError: They cannot be read, or only trusted ones are to run and there are none.
    """
    if not settings.trusted_documents:
        if settings.trusted_only:
            raise ValueError(NO_DOCUMENTS)
        return TrustedDocuments({})
    path = Path(settings.trusted_documents)
    documents = _read_folder(path) if path.is_dir() else _manifest.validate_json(path.read_bytes())
    ids = {name.removeprefix(PREFIX): document for name, document in documents.items()}
    return TrustedDocuments(ids, only=settings.trusted_only)


def read_id(request: Mapping[str, Any]) -> object:
    """Return what stands where an id belongs, in either of the two forms."""
    if request.get("documentId") is not None:
        return request["documentId"]
    extensions = request.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    return persisted.get("sha256Hash") if isinstance(persisted, dict) else None


def _read_folder(folder: Path) -> dict[str, str]:
    """Return the documents in a folder by the hashes of their files."""
    return {
        sha256(path.read_bytes()).hexdigest(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.graphql"))
    }
