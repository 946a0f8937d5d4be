"""The API's description as a page for people."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Part:
    """A parameter, or a field of the body."""

    name: str
    kind: str
    needed: bool
    told: str


@dataclass(frozen=True)
class Call:
    """One operation."""

    name: str
    method: str
    path: str
    title: str
    told: str
    parameters: tuple[Part, ...]
    body: tuple[Part, ...]


@dataclass(frozen=True)
class Chapter:
    """The operations of one noun."""

    title: str
    calls: tuple[Call, ...]


def chapters(description: dict[str, Any]) -> tuple[Chapter, ...]:
    """The operations by noun, in the order they were put together."""
    calls_by_tag: dict[str, list[Call]] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            calls_by_tag.setdefault(operation["tags"][0], []).append(_call(description, path, method, operation))
    return tuple(Chapter(title.capitalize(), tuple(calls)) for title, calls in calls_by_tag.items())


def _call(description: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Call:
    return Call(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation["summary"],
        told=operation.get("description", ""),
        parameters=tuple(_parameter(parameter) for parameter in operation["parameters"]),
        body=_body(description, operation),
    )


def _parameter(parameter: dict[str, Any]) -> Part:
    return Part(parameter["name"], _kind(parameter["schema"]), parameter["required"], parameter.get("description", ""))


def _body(description: dict[str, Any], operation: dict[str, Any]) -> tuple[Part, ...]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = _resolved(description, content["schema"])
        needed = schema.get("required", [])
        return tuple(
            Part(name, _kind(field), name in needed, field.get("description", ""))
            for name, field in schema.get("properties", {}).items()
        )
    return ()


def _resolved(description: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    resolved: dict[str, Any] = description["components"]["schemas"][name] if name else schema
    return resolved


def _kind(schema: dict[str, Any]) -> str:
    """In a few words: text, whole number, one of…"""
    if "anyOf" in schema:
        return _(" or ").join(_kind(alternative) for alternative in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(str(value) or "“”" for value in schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if schema.get("type") == "array":
        return _("list of %(kind)s") % {"kind": _kind(schema["items"])}
    return str(schema.get("format") or schema.get("type") or "")
