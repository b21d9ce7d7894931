"""The documents a request brings along: its body, or the parts of a form in it."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

from flask import request

from aw_server.errors import BadBodyError
from aw_server.json import MAX_BODY

__all__ = ["uploads"]


def uploads() -> list[BinaryIO]:
    """The documents in the current request, as files to be read once.

    Of a form each part is one, with a file name or without; any other body is one itself.

    Raises:
        BadBodyError: it is a form without parts.
    """
    if request.mimetype == "multipart/form-data":
        return _parts()
    return [cast("BinaryIO", request.stream)]


def _parts() -> list[BinaryIO]:
    # Parts with a file name go to disk as they grow; those without are kept in memory.
    request.max_form_memory_size = MAX_BODY
    files = [cast("BinaryIO", part.stream) for _, part in request.files.items(multi=True)]
    texts = [io.BytesIO(text.encode()) for _, text in request.form.items(multi=True)]
    if not files and not texts:
        raise BadBodyError("body: expected a form with an export in it, got one without parts")
    return [*files, *texts]
