"""A real S3 server on this machine: moto's, which Amazon's own client library is tested against.

Each test gets a bucket of its own and looks into it with that library.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer

CREDENTIALS = {"aws_access_key_id": "id", "aws_secret_access_key": "secret"}
REGION = "us-east-1"


@dataclass(frozen=True)
class Bucket:
    """A bucket; tests look at what is in it."""

    name: str
    client: Any

    @property
    def url(self) -> str:
        """The address of a store in it."""
        return f"s3://{self.name}"

    def list_keys(self) -> list[str]:
        """Return the keys of all files."""
        found = self.client.list_objects_v2(Bucket=self.name).get("Contents", [])
        return [file["Key"] for file in found]

    def list_uploads(self) -> list[str]:
        """Return the keys of uploads that are neither completed nor aborted."""
        found = self.client.list_multipart_uploads(Bucket=self.name).get("Uploads", [])
        return [upload["Key"] for upload in found]


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """The address of the server, which runs in a thread of this test process."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_url: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An empty bucket, which `open_store` can reach by the environment."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", CREDENTIALS["aws_access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", CREDENTIALS["aws_secret_access_key"])
    monkeypatch.setenv("AWS_REGION", REGION)
    client = boto3.client("s3", endpoint_url=s3_url, region_name=REGION, **CREDENTIALS)
    name = f"test-{uuid4().hex}"
    client.create_bucket(Bucket=name)
    return Bucket(name, client)
