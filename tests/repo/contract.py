"""The contract import-linter checks: the layers are read from the list of packages."""

from typing import Any

from importlinter.contracts.layers import LayersContract

from covalue.config import packages


class PackageLayers(LayersContract):
    """A package imports only packages of lower levels, and none of its own level."""

    type_name = "package_layers"

    def __init__(self, name: str, session_options: dict[str, Any], contract_options: dict[str, Any]) -> None:
        layers = [" | ".join(level) for level in reversed(packages.levels())]
        super().__init__(name, session_options, {**contract_options, "layers": layers})
