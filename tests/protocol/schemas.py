"""What the verbs print, held against the schemas that are shipped, by a validator of others."""

import json
import subprocess
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tui.schemas import SCHEMAS


def document(done: subprocess.CompletedProcess[str], schema: str) -> dict[str, Any]:
    """The one document on stdout, found valid."""
    found: dict[str, Any] = json.loads(done.stdout)
    check(found, schema)
    return found


def lines(done: subprocess.CompletedProcess[str], schema: str) -> list[dict[str, Any]]:
    """A document a line, each found valid."""
    found: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    for each in found:
        check(each, schema)
    return found


def check(found: dict[str, Any], schema: str) -> None:
    Draft202012Validator(read(schema), format_checker=FormatChecker()).validate(found)


def read(schema: str) -> dict[str, Any]:
    """A schema that is one."""
    content: dict[str, Any] = json.loads((SCHEMAS / f"{schema}.json").read_text("ascii"))
    Draft202012Validator.check_schema(content)
    return content
