"""Measurements that do not move by themselves."""

from homeassistant.components.sensor import SensorEntity, SensorStateClass
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import HouseEntity, build
from .house import HouseDevice, Part


async def async_setup_entry(
    _hass: HomeAssistant, entry: ConfigEntry, add: AddConfigEntryEntitiesCallback
) -> None:
    """Add them all."""
    add(build(entry, "sensor", HouseSensor))


class HouseSensor(HouseEntity, SensorEntity):
    """One measured value."""

    def __init__(self, device: HouseDevice, part: Part) -> None:
        """Take the value of the plan."""
        super().__init__(device, part)
        self._attr_native_unit_of_measurement = part.unit
        self._attr_native_value = part.value
        self._attr_state_class = (
            SensorStateClass.TOTAL_INCREASING
            if part.device_class == "energy"
            else SensorStateClass.MEASUREMENT
        )
