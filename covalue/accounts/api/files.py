"""Files of an account. Forms of the page post here, too."""

from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from covalue.accounts import actions, queries, serving
from covalue.accounts.models import Attachment, Scan
from covalue.web import paging, requests
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref

router = Router(tags=["accounts"])


class FileOut(Schema):
    """A file on the account; its content is at `/files/{id}/content`."""

    id: int
    account: Ref
    name: str
    size: int
    media_type: str
    scan: Scan
    finding: str
    added_by: Ref | None
    added_at: datetime


@router.get("/accounts/{account_id}/files", response=Page[FileOut], summary="List files")
def list_files(request: HttpRequest, account_id: Id, query: Query[Asked]) -> Cut[Attachment]:
    account = queries.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.files_of(account), ("-added_at", "-id"), query)


@router.post("/accounts/{account_id}/files", response={201: FileOut}, summary="Add a file")
def add_file(request: HttpRequest, account_id: Id, file: File[UploadedFile]) -> Status[Attachment]:
    """Its type is read from its content; programs and scripts are rejected."""
    account = queries.get(requests.user_of(request), account_id)
    attachment = actions.attach(requests.actor(request), account=account, upload=file, now=timezone.now())
    return Status(201, attachment)


@router.get("/files/{file_id}", response=FileOut, summary="Get a file")
def get_file(request: HttpRequest, file_id: Id) -> Attachment:
    return queries.get_file(requests.user_of(request), file_id)


@router.get(
    "/files/{file_id}/content",
    response={200: None},
    summary="Download a file",
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}}},
)
def get_file_content(request: HttpRequest, file_id: Id) -> HttpResponseBase:
    """To save; never as active content. 409 until the virus scan has found nothing."""
    return serving.content(queries.get_file(requests.user_of(request), file_id), inline=False)


@router.delete("/files/{file_id}", response={204: None}, summary="Remove a file")
def remove_file(request: HttpRequest, file_id: Id) -> Status[None]:
    """It is hidden and can be restored."""
    file = queries.get_file(requests.user_of(request), file_id)
    actions.remove_attachment(requests.actor(request), attachment=file, now=timezone.now())
    return Status(204, None)


@router.post("/files/{file_id}/restore", response=FileOut, summary="Restore a file")
def restore_file(request: HttpRequest, file_id: Id) -> Attachment:
    file = queries.get_file(requests.user_of(request), file_id, removed=True)
    actions.restore_attachment(requests.actor(request), attachment=file, now=timezone.now())
    return file
