"""A server that speaks the part of Amazon's S3 protocol that an object store client needs.

Objects, lists, bulk deletion and multipart uploads as in the S3 API reference; no signatures.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.support.loopback import serve

BUCKET = "bucket"
NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"
MODIFIED = "2026-01-01T00:00:00.000Z"


@dataclass
class FakeS3:
    """A bucket; tests look at what is in it."""

    url: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    """Parts of the multipart uploads that are neither completed nor aborted."""
    begun: int = 0

    async def answer(self, request: Request) -> Response:
        """Answer any request."""
        if request.path_params["bucket"] != BUCKET:
            return _refuse(404, "NoSuchBucket")
        key, query, body = request.path_params.get("key", ""), request.query_params, b""
        if request.method in {"PUT", "POST"}:
            body = await request.body()
        if "uploadId" in query:
            return self._go_on(request.method, key, query["uploadId"], query, body)
        if request.method == "POST":
            return self._begin() if "uploads" in query else self._delete_many(body)
        if not key:
            return self._list(query.get("prefix", ""))
        return self._handle(request.method, key, body)

    def _handle(self, method: str, key: str, body: bytes) -> Response:
        if method == "PUT":
            self.objects[key] = body
            return Response(headers={"ETag": _tag(body)})
        if method == "DELETE":
            self.objects.pop(key, None)
            return Response(status_code=204)
        if key not in self.objects:
            return _refuse(404, "NoSuchKey")
        data = self.objects[key]
        headers = {"ETag": _tag(data), "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"}
        return Response(data, headers=headers)

    def _begin(self) -> Response:
        self.begun += 1
        upload = f"upload-{self.begun}"
        self.uploads[upload] = {}
        return _xml("InitiateMultipartUploadResult", f"<UploadId>{upload}</UploadId>")

    def _go_on(
        self, method: str, key: str, upload: str, query: QueryParams, body: bytes
    ) -> Response:
        if upload not in self.uploads:
            return _refuse(404, "NoSuchUpload")
        if method == "PUT":
            self.uploads[upload][int(query["partNumber"])] = body
            return Response(headers={"ETag": _tag(body)})
        parts = self.uploads.pop(upload)
        if method == "DELETE":
            return Response(status_code=204)
        self.objects[key] = b"".join(data for _, data in sorted(parts.items()))
        return _xml("CompleteMultipartUploadResult", f"<ETag>{_tag(self.objects[key])}</ETag>")

    def _delete_many(self, body: bytes) -> Response:
        keys = [node.text or "" for node in ET.fromstring(body).iter(f"{NAMESPACE}Key")]
        for key in keys:
            self.objects.pop(key, None)
        deleted = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        return _xml("DeleteResult", deleted)

    def _list(self, prefix: str) -> Response:
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{MODIFIED}</LastModified>"
            f"<ETag>{_tag(data)}</ETag><Size>{len(data)}</Size></Contents>"
            for key, data in sorted(self.objects.items())
            if key.startswith(prefix)
        )
        return _xml("ListBucketResult", f"<IsTruncated>false</IsTruncated>{found}")


def _tag(data: bytes) -> str:
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


def _xml(name: str, inside: str) -> Response:
    text = f'<{name} xmlns="{NAMESPACE[1:-1]}">{inside}</{name}>'
    return Response(text, media_type="application/xml")


def _refuse(status: int, code: str) -> Response:
    return Response(f"<Error><Code>{code}</Code></Error>", status, media_type="application/xml")


@asynccontextmanager
async def run_s3() -> AsyncIterator[FakeS3]:
    """Serve an empty bucket."""
    bucket = FakeS3()
    methods = ["GET", "PUT", "POST", "DELETE"]
    routes = [
        Route("/{bucket}/{key:path}", bucket.answer, methods=methods),
        Route("/{bucket}", bucket.answer, methods=methods),
    ]
    async with serve(Starlette(routes=routes)) as url:
        bucket.url = url
        yield bucket
