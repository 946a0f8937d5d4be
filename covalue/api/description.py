"""The API in OpenAPI 3.1: what the operations say of themselves, and what is true of all of them."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

from ninja import NinjaAPI

from covalue.api import keeping, problems

INTRODUCTION: Final = """\
Everything the pages can do. Permissions are those of the person whose API key is sent: what you may not see is not
found. Create a key under “Sign-in and security”, or with `covalue token create EMAIL`.

- Lists come in pages: follow `next`.
- Errors are problem details (RFC 9457).
- Send `Idempotency-Key` with a change, and sending it again has no further effect (kept for 24 hours).
- A change sends the `ETag` of what was read as `If-Match`; a newer version by someone else is never overwritten.
"""
REFUSALS: Final = {
    400: "The body cannot be read.",
    401: "The API key is missing or not valid.",
    403: "You may know of it, but not do this.",
    404: "It does not exist, or you may not see it.",
    409: "Allowed, but not now; or the same idempotency key is being processed.",
    412: "Someone has changed it since; `version` is the current one.",
    413: "Too large.",
    415: "Another media type is required here.",
    422: "The input is not valid; `errors` says which parts.",
    428: "Say which version you change: send `If-Match`.",
}
KEY_PARAMETER: Final = {
    "in": "header",
    "name": keeping.HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": keeping.LONGEST_KEY, "pattern": "^[!-~]+$"},
    "description": "any text of your own: the same request under the same key is applied once",
}
KNOWN_BY: Final = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": {"type": "string"},
    "description": "the `ETag` of what you have: 304 if it is still current",
}
ETAG: Final = {"ETag": {"schema": {"type": "string"}, "description": "the version, as `If-Match` expects it"}}


def as_text(api: NinjaAPI) -> str:
    """The description as it is served and kept in docs/openapi.json."""
    return json.dumps(describe(api), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def describe(api: NinjaAPI) -> dict[str, Any]:
    """The description as a structure of its own."""
    description: dict[str, Any] = deepcopy(json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))))
    description["servers"] = [{"url": "/"}]
    description["security"] = [{"key": []}, {"session": []}]
    parts = description["components"]
    parts["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "a personal API key, `cov_…`"},
        "session": {"type": "apiKey", "in": "cookie", "name": "covalue_session"},
    }
    schema = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["schemas"] |= {**schema.pop("$defs", {}), "Problem": schema}
    parts["responses"] = {f"Problem{status}": _refusal(sentence) for status, sentence in REFUSALS.items()}
    for method, operation in _operations(description):
        _complete(method, operation)
        _tell_versions(method, operation, parts["schemas"])
    return description


def _operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for methods in description["paths"].values():
        yield from methods.items()


def _complete(method: str, operation: dict[str, Any]) -> None:
    """What every operation of a method shares: its refusals, its headers."""
    conditional = any(parameter["name"] == "If-Match" for parameter in operation["parameters"])
    statuses = [401, 403, 404, 409, 422]
    statuses += [400, 413, 415] if "requestBody" in operation else []
    statuses += [412] if conditional else []
    statuses += [428] if any(p["name"] == "If-Match" and p["required"] for p in operation["parameters"]) else []
    for status in sorted(statuses):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    if method != "get":
        operation["parameters"].append(KEY_PARAMETER)


def _tell_versions(method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Whatever answers with a version of text answers with an ETag."""
    for status in ("200", "201"):
        content = operation["responses"].get(status, {}).get("content", {}).get("application/json", {})
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if schemas.get(name, {}).get("properties", {}).get("version", {}).get("type") == "string":
            operation["responses"][status]["headers"] = ETAG
            if method == "get":
                operation["parameters"].append(KNOWN_BY)
                operation["responses"]["304"] = {"description": "Not changed.", "headers": ETAG}


def _refusal(sentence: str) -> dict[str, Any]:
    return {
        "description": sentence,
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
