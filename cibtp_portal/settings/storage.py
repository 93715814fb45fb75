"""Where private files are kept: on the disk, or in an S3-compatible store once `S3_BUCKET` names its bucket."""

from pathlib import Path
from typing import Any

import environ

env = environ.Env()


def private_storage(data_dir: Path) -> dict[str, Any]:
    bucket = env.str("S3_BUCKET", default="")
    if not bucket:
        return on_disk(data_dir / "private")
    return in_store(
        bucket_name=bucket,
        endpoint_url=env.str("S3_ENDPOINT_URL", default="") or None,
        region_name=env.str("S3_REGION", default="") or None,
        # Without keys, those of the machine: an instance role, a profile.
        access_key=env.str("S3_ACCESS_KEY_ID", default="") or None,
        secret_key=env.str("S3_SECRET_ACCESS_KEY", default="") or None,
        location=env.str("S3_FOLDER", default=""),
        addressing_style=env.str("S3_ADDRESSING_STYLE", default="auto"),
        encryption=env.str("S3_ENCRYPTION", default=""),
    )


def on_disk(location: Path) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(location),
            "base_url": None,
            # Letters to print hold their codes in clear: nobody else on the machine reads them.
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


def in_store(**options: Any) -> dict[str, Any]:
    """By its name: an installation that keeps its files on the disk loads nothing of it."""
    return {"BACKEND": "core.object_storage.PrivateObjectStorage", "OPTIONS": options}
