"""How a document reaches the browser: by the portal, by the front server, or by a signed address of the storage.

Whoever serves it, the portal has judged who asks, and the file is the one that was stored.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from whitenoise.responders import SlicedFile

from core import files
from documents.enums import FileHealth
from documents.models import Document, StoredFile
from documents.services.verifying import FileUnavailable, note, opened
from documents.taking.ranges import Range, RangeNotSatisfiable, range_of

APP, ACCEL, SIGNED = "app", "accel", "signed"


def unchanged(request: HttpRequest, document: Document) -> HttpResponseBase | None:
    """304 for whoever has it already, 412 for whoever wants another state of it; None when it has to be given."""
    response: HttpResponseBase | None = get_conditional_response(request, etag=_etag(document.file))
    if response is not None:
        response.headers["ETag"] = _etag(document.file)
        files.kept_out_of_reach(response)
    return response


def delivered(request: HttpRequest, document: Document) -> HttpResponseBase:
    """The answer that gives it. Raises FileUnavailable."""
    ways: dict[str, Callable[..., HttpResponseBase]] = {ACCEL: _by_the_front_server, SIGNED: _by_the_storage}
    return ways.get(settings.DOCUMENT_DELIVERY, _by_the_portal)(request, document)


def _by_the_portal(request: HttpRequest, document: Document) -> HttpResponseBase:
    file = document.file
    try:
        part = range_of(request, file.size, _etag(file))
    except RangeNotSatisfiable:
        said = {"Content-Range": f"bytes */{file.size}"}
        return _headed(HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=said), file)
    content = opened(file)
    response = files.attached(_sliced(content, part), filename=document.filename, content_type=file.content_type)
    if part is not None:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response.headers["Content-Range"] = f"bytes {part.first}-{part.last}/{file.size}"
    response.headers["Content-Length"] = str(part.length if part else file.size)
    return _headed(response, file)


def _by_the_front_server(request: HttpRequest, document: Document) -> HttpResponseBase:
    """nginx sends it, and answers to ranges: `location /protected/` of deploy/nginx.conf."""
    opened(document.file).close()
    # ASCII: the server reads an address there.
    address = settings.DOCUMENT_ACCEL_PREFIX + quote(document.file.stored_name)
    response = HttpResponse(content_type=document.file.content_type, headers={"X-Accel-Redirect": address})
    response.headers["Content-Disposition"] = _as_attachment(document)
    files.kept_out_of_reach(response)
    return response


def _by_the_storage(request: HttpRequest, document: Document) -> HttpResponseBase:
    """A short-lived address of the storage. The file is not read here: its size is, and every night its fingerprint.

    A disk gives no address: the portal gives the file.
    """
    file = document.file
    try:
        address = files.signed_address(
            file.stored_name,
            filename=document.filename,
            content_type=file.content_type,
            seconds=settings.DOCUMENT_SIGNED_SECONDS,
        )
    except files.NotSigned:
        return _by_the_portal(request, document)
    health = _health_by_size(file)
    if health != FileHealth.WHOLE:
        note(file, health)
        raise FileUnavailable(health)
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = "no-store"
    return response


def _health_by_size(file: StoredFile) -> FileHealth:
    try:
        return FileHealth.WHOLE if files.size_of(file.stored_name) == file.size else FileHealth.ALTERED
    except OSError:
        return FileHealth.MISSING


def _sliced(content: BinaryIO, part: Range | None) -> Any:
    return SlicedFile(content, part.first, part.last) if part else content


def _headed(response: HttpResponseBase, file: StoredFile) -> HttpResponseBase:
    response.headers["ETag"] = _etag(file)
    response.headers["Accept-Ranges"] = "bytes"
    files.kept_out_of_reach(response)
    return response


def _etag(file: StoredFile) -> str:
    return f'"{file.fingerprint}"'


def _as_attachment(document: Document) -> str:
    return content_disposition_header(as_attachment=True, filename=document.filename) or "attachment"
