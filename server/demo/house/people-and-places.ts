import type { Furniture, Piece } from "./furniture.ts";
import { sensor, thing } from "./pieces.ts";

export const home = { latitude: 48.58392, longitude: 7.74553, radius: 100 };

/** Where a phone is, in words. */
const geocoded = (id: string, address: string): Piece =>
  thing(`sensor.${id}`, "Geocoded location", address, { icon: "mdi:map" });

export const peopleAndPlaces: readonly Furniture[] = [
  {
    platform: "person",
    pieces: [
      thing(
        "person.alex",
        "Alex",
        "home",
        {
          editable: true,
          id: "alex",
          device_trackers: ["device_tracker.alex_phone"],
          in_zones: ["zone.home"],
          ...{ latitude: home.latitude, longitude: home.longitude, gps_accuracy: 12 },
          source: "device_tracker.alex_phone",
        },
        { uniqueId: "alex" },
      ),
      thing(
        "person.robin",
        "Robin",
        "not_home",
        {
          editable: true,
          id: "robin",
          device_trackers: ["device_tracker.robin_phone"],
          in_zones: [],
          ...{ latitude: 48.5734, longitude: 7.7521, gps_accuracy: 30 },
          source: "device_tracker.robin_phone",
        },
        { uniqueId: "robin" },
      ),
    ],
  },
  {
    platform: "mobile_app",
    device: { name: "Alex phone", maker: "Google", model: "Pixel 9" },
    pieces: [
      thing("device_tracker.alex_phone", null, "home", {
        ...{ tracking_type: "position", in_zones: ["zone.home"] },
        source_type: "gps",
        ...{ latitude: home.latitude, longitude: home.longitude, gps_accuracy: 12 },
      }),
      sensor("alex_phone_battery_level", "Battery level", "battery", 58),
      geocoded("alex_phone_geocoded_location", "12 Rue des Frères, Strasbourg"),
    ],
  },
  {
    platform: "mobile_app",
    device: { name: "Robin phone", maker: "Apple", model: "iPhone16,1" },
    pieces: [
      thing("device_tracker.robin_phone", null, "not_home", {
        ...{ tracking_type: "position", in_zones: [] },
        source_type: "gps",
        ...{ latitude: 48.5734, longitude: 7.7521, gps_accuracy: 30 },
      }),
      sensor("robin_phone_battery_level", "Battery level", "battery", 81),
      geocoded("robin_phone_geocoded_location", "3 Place Kléber, Strasbourg"),
    ],
  },
  {
    platform: "met",
    device: { name: "Forecast", service: true },
    pieces: [
      thing("weather.forecast_home", "Home", "partlycloudy", {
        temperature: 7.1,
        temperature_unit: "°C",
        humidity: 82,
        pressure: 1016.2,
        pressure_unit: "hPa",
        wind_bearing: 241,
        wind_speed: 14.8,
        wind_speed_unit: "km/h",
        visibility_unit: "km",
        precipitation_unit: "mm",
        supported_features: 3,
      }),
    ],
  },
  {
    platform: "local_todo",
    pieces: [
      thing(
        "todo.einkaufsliste",
        "Einkaufsliste",
        "3",
        { supported_features: 127 },
        { aliases: ["Shopping list", "Liste de courses"], uniqueId: "einkaufsliste" },
      ),
    ],
  },
  {
    platform: "local_calendar",
    pieces: [
      thing(
        "calendar.family",
        "Family",
        "off",
        {
          message: "Zahnarzt Robin",
          all_day: false,
          start_time: "2026-11-23 09:30:00",
          end_time: "2026-11-23 10:15:00",
          location: "Strasbourg",
          description: "",
          supported_features: 7,
        },
        { uniqueId: "family" },
      ),
    ],
  },
  {
    platform: "enphase",
    device: { name: "Energy meter", maker: "Enphase", model: "Envoy-S" },
    pieces: [
      sensor("house_power", "House power", "power", 486.2),
      sensor("house_energy", "House energy", "energy", 10_482.7),
      sensor("solar_power", "Solar power", "power", 122.9),
    ],
  },
  {
    platform: "unifi",
    area: "hall",
    device: { name: "Router", maker: "Ubiquiti", model: "UCG-Ultra" },
    pieces: [
      thing(
        "button.router_restart",
        "Restart",
        "unknown",
        { device_class: "restart" },
        {
          category: "config",
        },
      ),
      thing(
        "update.router_firmware",
        "Firmware",
        "on",
        {
          device_class: "firmware",
          installed_version: "4.3.6",
          latest_version: "4.3.9",
          in_progress: false,
          skipped_version: null,
          supported_features: 5,
        },
        { category: "config" },
      ),
      thing(
        "sensor.router_uptime",
        "Uptime",
        "2026-11-02T04:11:20+00:00",
        {
          device_class: "timestamp",
        },
        { category: "diagnostic", disabled: true },
      ),
    ],
  },
  {
    platform: "zone",
    pieces: [
      thing(
        "zone.home",
        "Demo home",
        "1",
        {
          ...{ latitude: home.latitude, longitude: home.longitude, radius: home.radius },
          passive: false,
          persons: ["person.alex"],
          device_trackers: ["device_tracker.alex_phone"],
          editable: true,
          icon: "mdi:home",
        },
        { unregistered: true },
      ),
    ],
  },
  {
    platform: "sun",
    pieces: [
      thing(
        "sun.sun",
        "Sun",
        "above_horizon",
        { elevation: 14.2, azimuth: 203.6, rising: false },
        { unregistered: true },
      ),
    ],
  },
];
