import type { IncomingHttpHeaders } from "node:http";
import type { InstalledApp } from "../parts.ts";

/** Whether this is the token of an app that may speak with Core. */
export const mayUseCore = ({ token, manifest }: InstalledApp, given: unknown): boolean =>
  token !== undefined && given === token && manifest.homeassistant_api;

/** The proxy looks for it elsewhere than the Supervisor's own API does. */
export const tokenIn = ({ authorization, ...headers }: IncomingHttpHeaders): unknown =>
  authorization === undefined ? headers["x-ha-access"] : authorization.split(" ").at(-1);
