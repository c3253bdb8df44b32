"""What stands in the big house: the same devices, names and places on every start."""

from collections.abc import Iterator
from dataclasses import dataclass

ROOMS = (
    "Library", "Ballroom", "Winter Garden", "Music Room", "Pantry", "Scullery", "Wine Cellar",
    "Boiler Room", "Stables", "Orangery", "Chapel", "Gallery", "Dining Hall", "Smoking Room",
    "Nursery", "Dressing Room", "Guest Room North", "Guest Room South", "Guest Room East",
    "Guest Room West", "Chambre Bleue", "Chambre Rouge", "Petit Salon", "Grand Salon",
    "Salle à Manger", "Véranda", "Cour d'Honneur", "Potager", "Atelier", "Buanderie", "Attic",
    "Tower", "Staircase", "Upper Hallway", "Lower Hallway", "Gym", "Sauna", "Pool House",
    "Home Cinema", "Workshop",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One entity of a device; without a name it is the device's main one."""

    platform: str
    key: str
    name: str | None = None
    device_class: str | None = None
    unit: str | None = None
    value: float | None = None
    diagnostic: bool = False


BATTERY = Part("sensor", "battery", "Battery", "battery", "%", 87, True)
SIGNAL = Part("sensor", "signal", "Signal", "signal_strength", "dBm", -61, True)
POWER = Part("sensor", "power", "Power", "power", "W", 12.5)
ENERGY = Part("sensor", "energy", "Energy", "energy", "kWh", 310.2)
FAULT = Part("binary_sensor", "fault", "Fault", "problem", diagnostic=True)
TAMPER = Part("binary_sensor", "tamper", "Tamper", "tamper", diagnostic=True)


@dataclass(frozen=True)
class Kind:
    """One model of device, with its five entities."""

    name: str
    manufacturer: str
    model: str
    parts: tuple[Part, Part, Part, Part, Part]


KINDS = (
    Kind("Ceiling Lamp", "Lumière & Fils", "Plafond 3", (
        Part("light", "light"), POWER, ENERGY, SIGNAL, FAULT)),
    Kind("Floor Lamp", "Lumière & Fils", "Lampadaire", (
        Part("light", "light"), POWER, ENERGY, SIGNAL, FAULT)),
    Kind("Socket", "Volta", "Plug S", (
        Part("switch", "switch"), POWER, ENERGY, SIGNAL, FAULT)),
    Kind("Blind", "Ombra", "Rollo 2", (
        Part("cover", "cover", device_class="blind"), BATTERY, SIGNAL, FAULT, TAMPER)),
    Kind("Window", "Wächter", "Contact", (
        Part("binary_sensor", "window", None, "window"), BATTERY, SIGNAL, FAULT, TAMPER)),
    Kind("Motion Sensor", "Wächter", "Motion", (
        Part("binary_sensor", "motion", None, "motion"),
        Part("sensor", "illuminance", "Illuminance", "illuminance", "lx", 140),
        BATTERY, SIGNAL, TAMPER)),
    Kind("Climate Sensor", "Aria", "Air One", (
        Part("sensor", "temperature", "Temperature", "temperature", "°C", 20.4),
        Part("sensor", "humidity", "Humidity", "humidity", "%", 46),
        Part("sensor", "co2", "Carbon dioxide", "carbon_dioxide", "ppm", 612),
        BATTERY, SIGNAL)),
    Kind("Door Lock", "Wächter", "Bolt", (
        Part("lock", "lock"), BATTERY, SIGNAL, FAULT, TAMPER)),
)  # fmt: skip


@dataclass(frozen=True)
class HouseDevice:
    """One device in its room."""

    id: str
    name: str
    room: str
    kind: Kind


def devices(count: int) -> Iterator[HouseDevice]:
    """Spread `count` devices over the rooms, kind by kind."""
    for index in range(count):
        room = ROOMS[index % len(ROOMS)]
        kind = KINDS[index // len(ROOMS) % len(KINDS)]
        number = index // (len(ROOMS) * len(KINDS)) + 1
        name = f"{kind.name} {number}"
        # In every second room somebody has put the room into the names, as people do.
        named = f"{room} {name}" if index % 2 else name
        yield HouseDevice(f"device-{index}", named, room, kind)
