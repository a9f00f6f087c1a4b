"""Makes the JSON Schemas in `docs/schema/` from the shapes that the loader reads with, and from what it writes."""

from __future__ import annotations

import json

from membership_sim.files.schema_formats import SCHEMAS
from membership_sim.vectors.schema import vectors_schema


def schemas() -> dict[str, str]:
    """Return {path from the repository's root: text} of each schema."""
    return {
        f"docs/schema/{name}.json": json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
        for name, schema in {**SCHEMAS, "vectors": vectors_schema}.items()
    }
