"""Blinds."""

from typing import Any

from homeassistant.components.cover import CoverEntity, CoverEntityFeature
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import HouseEntity, build


async def async_setup_entry(
    _hass: HomeAssistant, entry: ConfigEntry, add: AddConfigEntryEntitiesCallback
) -> None:
    """Add them all."""
    add(build(entry, "cover", HouseCover))


class HouseCover(HouseEntity, CoverEntity):
    """A blind that is open or closed at once."""

    _attr_supported_features = CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE
    _attr_is_closed = False

    async def async_open_cover(self, **kwargs: Any) -> None:
        """Up."""
        self._attr_is_closed = False
        self.async_write_ha_state()

    async def async_close_cover(self, **kwargs: Any) -> None:
        """Down."""
        self._attr_is_closed = True
        self.async_write_ha_state()
