import type { RequestHandler } from "express";
import { problem, type Refuse } from "./problem.ts";

const ours = new Set(["same-origin", "none"]);

/** Refuses requests that a foreign page makes with somebody's Ingress session. What the browser says of itself counts;
 * browsers that say nothing of where a request comes from send an Origin with whatever changes something. */
export function guardSameOrigin(refuse: Refuse): RequestHandler {
  return (req, res, next) => {
    const { origin, host } = req.headers;
    const site = req.headers["sec-fetch-site"];
    const isOurs =
      site === undefined
        ? origin === undefined || isAt(origin, [host, req.host])
        : typeof site === "string" && ours.has(site);
    if (isOurs) next();
    else refuse(req, res, foreignPage);
  };
}

/** The scheme is not compared: TLS ends somewhere before Home Assistant. */
const isAt = (origin: string, hosts: readonly (string | undefined)[]): boolean =>
  hosts.includes(/^https?:\/\/(.+)$/.exec(origin)?.[1]);

const foreignPage = problem(
  "not_allowed",
  "Pages of another origin may not talk to Vestibule through Home Assistant.",
  "Open Vestibule from Home Assistant's sidebar.",
);
