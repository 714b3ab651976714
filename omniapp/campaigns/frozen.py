"""The base of everything a snapshot is made of."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Cannot be changed, has nothing that is not declared, and survives being stored as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")
