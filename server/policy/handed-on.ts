/** What Home Assistant hands on to the domain of each entity. */
const handedOn = new Set([
  "homeassistant.turn_on",
  "homeassistant.turn_off",
  "homeassistant.toggle",
]);

/** Whether it is another service for each domain: "homeassistant.turn_on". */
export const isHandedOn = (service: string): boolean => handedOn.has(service);

/** The service of this domain that a service is, when it is handed on. */
export const ownService = (service: string, domain: string): string =>
  isHandedOn(service) ? `${domain}${service.slice("homeassistant".length)}` : service;
