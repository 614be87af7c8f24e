"""What shapes, views and filters are made of: pydantic models built when first used, for a start within a second."""

import threading
from typing import Any

from pydantic import BaseModel, ConfigDict

_building = threading.RLock()


class Model(BaseModel):
    """Built by one thread while others wait: pydantic takes the old validator away before it sets the new one."""

    model_config = ConfigDict(defer_build=True)

    @classmethod
    def model_rebuild(cls, **how: Any) -> bool | None:
        with _building:
            return super().model_rebuild(**how)
