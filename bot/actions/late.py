"""Libraries that make files, loaded when the first file is made: a Plaza that draws no PDF does not wait a third of a second for one."""

import importlib
import importlib.util
from pathlib import Path
from typing import Any


def library(name: str) -> Any:
    """The module of this name, loaded at the first call."""
    return importlib.import_module(name)


def folder(name: str) -> Path:
    """Where a package lies, without loading it: for files it carries. Raises ModuleNotFoundError."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"the package {name} is not installed; run `make install`", name=name)
    return Path(found.origin).parent
