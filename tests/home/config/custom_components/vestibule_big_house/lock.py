"""Door locks."""

from typing import Any

from homeassistant.components.lock import LockEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import HouseEntity, build


async def async_setup_entry(
    _hass: HomeAssistant, entry: ConfigEntry, add: AddConfigEntryEntitiesCallback
) -> None:
    """Add them all."""
    add(build(entry, "lock", HouseLock))


class HouseLock(HouseEntity, LockEntity):
    """A bolt that moves at once."""

    _attr_is_locked = True

    async def async_lock(self, **kwargs: Any) -> None:
        """Closed."""
        self._attr_is_locked = True
        self.async_write_ha_state()

    async def async_unlock(self, **kwargs: Any) -> None:
        """Open."""
        self._attr_is_locked = False
        self.async_write_ha_state()
