"""What is joined to a message: kept with it, or not at all."""

from collections.abc import Iterable

from core.upload_field import keep
from core.uploads import Upload
from support.models import Message, MessageFile

FOLDER = "messages"


def join(message: Message, uploads: Iterable[Upload], stored: list[str]) -> None:
    """`stored`: the names of the files written, for `core.upload_field.no_file_left_behind`."""
    for upload in uploads:
        MessageFile.objects.create(
            conversation_id=message.conversation_id,
            message=message,
            adherent_id=message.adherent_id,
            stored_name=keep(upload, FOLDER, stored),
            name=upload.name,
            content_type=upload.content_type,
            size=len(upload.content),
        )
