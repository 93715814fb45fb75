"""Private files in an S3-compatible store (`cibtp_portal.settings.storage` says which)."""

from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from storages.backends.s3 import S3Storage

# What is read beyond goes through a temporary file: a ZIP of thousands of files holds none of them whole.
_READ_IN_MEMORY = 1024 * 1024
_CONNECT_SECONDS, _READ_SECONDS, _TRIES = 5, 30, 3


class PrivateObjectStorage(S3Storage):
    """Nothing public, whatever the bucket says; a name holds what was written last; addresses are signed."""

    def __init__(self, *, addressing_style: str, encryption: str, **options: Any) -> None:
        super().__init__(
            **options,
            default_acl=None,
            querystring_auth=True,
            file_overwrite=True,
            gzip=False,
            max_memory_size=_READ_IN_MEMORY,
            object_parameters={"ServerSideEncryption": encryption} if encryption else {},
            transfer_config=TransferConfig(use_threads=False),
            client_config=_client(addressing_style),
        )


def _client(addressing_style: str) -> Config:
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": addressing_style},
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"max_attempts": _TRIES, "mode": "standard"},
        # Stores that are not Amazon's know none of the newer checksums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
