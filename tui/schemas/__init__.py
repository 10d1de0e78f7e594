"""JSON Schema files of what `--json` prints, one a document, shipped with the program."""

from pathlib import Path

SCHEMAS = Path(__file__).parent
