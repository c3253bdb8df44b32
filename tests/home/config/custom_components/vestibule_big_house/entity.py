"""What all entities of the big house have in common."""

from collections.abc import Callable

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EntityCategory
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity

from .const import CONF_DEVICES, DOMAIN
from .house import HouseDevice, Part, devices


class HouseEntity(Entity):
    """One part of one device."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, device: HouseDevice, part: Part) -> None:
        """Name it and put it into its room."""
        self._attr_unique_id = f"{device.id}-{part.key}"
        self._attr_name = part.name
        if part.device_class is not None:
            self._attr_device_class = part.device_class
        if part.diagnostic:
            self._attr_entity_category = EntityCategory.DIAGNOSTIC
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, device.id)},
            name=device.name,
            manufacturer=device.kind.manufacturer,
            model=device.kind.model,
            suggested_area=device.room,
        )


def build[T: HouseEntity](
    entry: ConfigEntry, platform: str, make: Callable[[HouseDevice, Part], T]
) -> list[T]:
    """Make all entities of one platform."""
    return [
        make(device, part)
        for device in devices(entry.data[CONF_DEVICES])
        for part in device.kind.parts
        if part.platform == platform
    ]
