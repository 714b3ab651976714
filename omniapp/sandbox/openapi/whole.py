"""The whole description, put together."""

import re
from functools import cache

from omniapp.sandbox.api.call import Operation
from omniapp.sandbox.api.gate import VERSION
from omniapp.sandbox.api.operations import OPERATIONS
from omniapp.sandbox.openapi import bodies, campaigns, common, library, reports
from omniapp.sandbox.openapi.paths import ALWAYS, DESCRIBED, parameters
from omniapp.sandbox.openapi.words import Schema, ref


@cache
def description() -> Schema:
    """OpenAPI 3.1 of everything under /api. Not to be changed by who gets it."""
    paths: dict[str, Schema] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _describe(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "A local Omnisend", "version": VERSION},
        "servers": [{"url": "/api"}],
        "paths": paths,
        "security": [{"token": []}],
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": common.SCHEMAS
            | campaigns.SCHEMAS
            | bodies.SCHEMAS
            | library.SCHEMAS
            | reports.SCHEMAS,
        },
    }


def _describe(operation: Operation) -> Schema:
    about = DESCRIBED[operation.name]
    answers: dict[str, Schema] = {str(about.good): {"description": "Done."}}
    if about.answer:
        answers[str(about.good)]["content"] = {"application/json": {"schema": ref(about.answer)}}
    for status in sorted({*ALWAYS, *about.also}):
        answers[str(status)] = common.refusal(status)
    described: Schema = {
        "operationId": re.sub(r"\W+", "-", operation.name).strip("-").lower(),
        "description": f"Needs the scope {operation.scope}.",
        "parameters": [common.VERSION_HEADER, *parameters(operation.name, operation.path)],
        "responses": answers,
    }
    if about.body:
        schemas = [ref(name) for name in about.body]
        schema = schemas[0] if len(schemas) == 1 else {"oneOf": schemas}
        described["requestBody"] = {"required": True, "content": {about.sends: {"schema": schema}}}
    return described
