"""Names that the modules of the big house share."""

from homeassistant.const import Platform

DOMAIN = "vestibule_big_house"
CONF_DEVICES = "devices"
PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.COVER,
    Platform.LIGHT,
    Platform.LOCK,
    Platform.SENSOR,
    Platform.SWITCH,
]
