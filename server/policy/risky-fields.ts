// Values in the data of a service that decide how dangerous it is. What cannot be told counts as danger.

import { isTemplate, templateMark } from "../templates.ts";

/** A number, also one that is written as text, as Home Assistant takes it. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

export function mayNotBeZero(value: unknown): boolean {
  const number = numberIn(value);
  return number === undefined || number !== 0;
}

/** What Home Assistant's phone apps obey instead of showing it. */
const phoneCommands = [
  "command_",
  "clear_",
  "delete_alert",
  "remove_channel",
  "request_location_update",
  "update_",
];

const commandFields = new Set([
  "action_data",
  "actions",
  "command",
  "commands",
  "homeassistant",
  "shortcut",
]);

/** Whether a notification may command a phone, or puts buttons on it. */
export function mayBeCommand({ message, data }: Readonly<Record<string, unknown>>): boolean {
  return mayStartCommand(message) || mayHoldCommand(data);
}

function mayStartCommand(message: unknown): boolean {
  if (message === undefined) return false;
  if (typeof message !== "string") return true;
  const mark = message.search(templateMark);
  const text = (mark < 0 ? message : message.slice(0, mark)).trimStart().toLowerCase();
  // Text before a template may be the beginning of a command.
  return phoneCommands.some(
    (command) => text.startsWith(command) || (mark >= 0 && command.startsWith(text)),
  );
}

function mayHoldCommand(data: unknown): boolean {
  if (data === undefined || data === null) return false;
  if (typeof data !== "object") return true;
  return Object.keys(data).some((field) => commandFields.has(field) || isTemplate(field));
}

/** Where Home Assistant, and integrations of cameras, keep pictures. */
const cameraAddress =
  /media-source:\/\/(?:camera|frigate|image|motioneye|nest|netatmo|reolink|unifiprotect)\b|(?:camera|image)_proxy/i;

/** Whether something is played, browsed or sent that may be the picture of a camera. */
export function mayHoldCamera(value: unknown): boolean {
  if (typeof value === "string") return isTemplate(value) || cameraAddress.test(value);
  return typeof value === "object" && value !== null && Object.values(value).some(mayHoldCamera);
}

const ownHost =
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[(?:::|f[cd]|fe80)|[^.]+\.?$|.*\.(?:local|lan|home|internal|arpa)\.?$)/;
const recording = /\.(?:aac|flac|m3u8?|m4a|mkv|mov|mp3|mp4|ogg|opus|pls|wav|webm)$/i;

/** Whether something is played from an address in the house that is no recording: there are devices that
 * obey whoever asks for their address. */
export function mayAskDevice(value: unknown): boolean {
  if (typeof value === "string") return isDeviceAddress(value);
  return typeof value === "object" && value !== null && Object.values(value).some(mayAskDevice);
}

function isDeviceAddress(text: string): boolean {
  if (!/^\s*https?:/i.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (!ownHost.test(url.hostname)) return false;
  return url.search !== "" || !recording.test(url.pathname);
}
