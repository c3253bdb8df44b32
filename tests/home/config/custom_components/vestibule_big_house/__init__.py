"""A house with as many devices as configuration.yaml asks for, to try a big home."""

from homeassistant.config_entries import SOURCE_IMPORT, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.typing import ConfigType

from .const import CONF_DEVICES, DOMAIN, PLATFORMS


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Make the config entry, without which entities have no devices."""
    count = int((config.get(DOMAIN) or {}).get(CONF_DEVICES, 0))

    async def move_in(_hass: HomeAssistant) -> None:
        await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_IMPORT}, data={CONF_DEVICES: count}
        )

    if count > 0:
        # Not before: Core lets one event cause 10,000 others, and at its own start it asks of every
        # new entity at once whether Assist may use it.
        async_at_started(hass, move_in)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Build the house."""
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Tear the house down."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
