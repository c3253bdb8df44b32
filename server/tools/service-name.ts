import type { Service } from "../home/home.ts";

/** "light.turn_on" */
export const serviceName = ({ domain, service }: Pick<Service, "domain" | "service">): string =>
  `${domain}.${service}`;
