"""Short ways to call the API in tests."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

JSON = "application/json"
PROBLEM = "application/problem+json"


def get(client: Client, path: str, **headers: str) -> Any:
    answer = client.get(f"/api/v1{path}", headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(client: Client, path: str, body: Any = None, *, status: int = 201, **headers: str) -> Any:
    return told(client.post(f"/api/v1{path}", body, content_type=JSON, headers=_headers(headers)), status)


def patch(client: Client, path: str, body: Any, version: str | None, *, status: int = 200) -> Any:
    headers = {} if version is None else {"if-match": f'"{version}"'}
    return told(client.patch(f"/api/v1{path}", body, content_type=JSON, headers=headers), status)


def put(client: Client, path: str, body: Any, version: str, *, status: int = 200) -> Any:
    headers = {"if-match": f'"{version}"'}
    return told(client.put(f"/api/v1{path}", body, content_type=JSON, headers=headers), status)


def delete(client: Client, path: str, *, status: int = 204) -> Any:
    return told(client.delete(f"/api/v1{path}"), status)


def told(answer: HttpResponse, status: int) -> Any:
    """The body, after a look at the status; a refusal is always a problem."""
    assert answer.status_code == status, answer.content
    if status >= 400:
        assert answer.headers["Content-Type"] == PROBLEM
    return answer.json() if answer.content else None  # type: ignore[attr-defined]


def _headers(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
