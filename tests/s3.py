"""A real S3 server on this machine, for tests whose private files are kept in it; fixtures that every test has."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cibtp_portal.settings.storage import in_store
from core.references import new_public_id
from tests.core.servers import free_port

FOLDER = "portail"
_START_SECONDS = 60
_REGION, _KEY = "us-east-1", "essai"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """Its address. A process of its own: what it holds in memory is not ours."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait(timeout=30)


def _await(port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            assert time.monotonic() < deadline, "the S3 server did not start"
            time.sleep(0.1)


@pytest.fixture
def bucket(s3_server: str, settings: Any) -> Iterator[Any]:
    """Private files are in a bucket of their own, looked at from outside."""
    import boto3  # noqa: PLC0415

    resource = boto3.resource(
        "s3", endpoint_url=s3_server, region_name=_REGION, aws_access_key_id=_KEY, aws_secret_access_key=_KEY
    )
    made = resource.create_bucket(Bucket=f"essai-{new_public_id()}")
    private = in_store(
        bucket_name=made.name,
        endpoint_url=s3_server,
        region_name=_REGION,
        access_key=_KEY,
        secret_key=_KEY,
        location=FOLDER,
        addressing_style="path",
        encryption="AES256",
    )
    settings.STORAGES = {**settings.STORAGES, "private": private}
    yield made
    resource.meta.client.close()


@pytest.fixture
def store_goes_down(bucket: Any, settings: Any) -> Callable[[], None]:
    """Once called, private files are where nobody answers."""

    def down() -> None:
        private = settings.STORAGES["private"]
        options = {**private["OPTIONS"], "endpoint_url": f"http://127.0.0.1:{free_port()}"}
        settings.STORAGES = {**settings.STORAGES, "private": {**private, "OPTIONS": options}}

    return down
