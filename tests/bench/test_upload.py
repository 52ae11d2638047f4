"""The form that the upload benchmark sends."""

from io import BytesIO

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory

from bench.upload import BOUNDARY, CHUNK, Body


def test_the_form_is_one_that_django_reads() -> None:
    size = 2 * CHUNK + 77
    body = Body({"kind": "thesis"}, size)
    sent = b"".join(body)
    assert len(sent) == len(body)
    headers = {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}", "CONTENT_LENGTH": str(len(sent))}
    handler = TemporaryFileUploadHandler(RequestFactory().post("/"))
    fields, files = MultiPartParser(headers, BytesIO(sent), [handler]).parse()
    assert fields["kind"] == "thesis"
    file = files["file"]
    assert file.size == size  # type: ignore[union-attr] # one file, not a list
