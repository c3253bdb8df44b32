"""The entry of the big house comes from configuration.yaml."""

from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

from .const import DOMAIN


class BigHouseFlow(ConfigFlow, domain=DOMAIN):
    """Takes what the YAML says."""

    async def async_step_import(self, import_data: dict[str, Any]) -> ConfigFlowResult:
        """Make the entry; single_config_entry keeps later starts from a second one."""
        return self.async_create_entry(title="Big house", data=import_data)
