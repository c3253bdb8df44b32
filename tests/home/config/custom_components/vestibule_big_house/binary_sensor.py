"""Windows, motion, faults."""

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import HouseEntity, build


async def async_setup_entry(
    _hass: HomeAssistant, entry: ConfigEntry, add: AddConfigEntryEntitiesCallback
) -> None:
    """Add them all."""
    add(build(entry, "binary_sensor", HouseBinarySensor))


class HouseBinarySensor(HouseEntity, BinarySensorEntity):
    """Nothing is open, moves or is broken."""

    _attr_is_on = False
