import type { Request, RequestHandler } from "express";
import { isIngressHeader } from "./ingress-headers.ts";
import { addressOf, isLocal, isLoopback, peerOf } from "./address.ts";
import { createHostTest } from "./hosts.ts";
import { problem, type Refuse } from "./problem.ts";

/** Refuses names that are not ours (DNS rebinding): see {@link createHostTest}. */
export function guardHost(
  options: Parameters<typeof createHostTest>[0],
  refuse: Refuse,
): RequestHandler {
  const isAllowed = createHostTest(options);
  return (req, res, next) => {
    if (isAllowed(req.headers.host ?? "")) next();
    else refuse(req, res, foreignHost);
  };
}

const foreignHost = problem(
  "not_allowed",
  "Vestibule is not known under this host name.",
  "Use its address, or add the name to the option allowed_hosts (or set public_url).",
);

/** Refuses what arrives on the public port dressed as Home Assistant's Ingress, however it is spelled. */
export function guardIngressHeaders(refuse: Refuse): RequestHandler {
  return (req, res, next) => {
    for (const name in req.headers)
      if (isIngressHeader(name)) {
        refuse(req, res, forgedIngress);
        return;
      }
    next();
  };
}

const forgedIngress = problem(
  "not_allowed",
  "Headers of Home Assistant's Ingress are not accepted on this port.",
  "Leave out X-Remote-User-*, X-Ingress-Path and X-Hass-Source, and send a bearer token instead.",
);

/** Refuses plain HTTP from the internet: a token would travel readable for everybody on the way. */
export function guardPlainHttp(
  options: { readonly allow_plain_http: boolean },
  refuse: Refuse,
): RequestHandler {
  return (req, res, next) => {
    if (req.secure || options.allow_plain_http || isLocal(addressOf(req))) next();
    else refuse(req, res, plainHttp);
  };
}

const plainHttp = problem(
  "not_allowed",
  "Plain HTTP is not accepted from outside the home.",
  "Use https through a reverse proxy listed in trusted_proxies that sends X-Forwarded-Proto, or set allow_plain_http.",
);

/** On the Ingress port only the Supervisor is believed, and heard; the machine itself may ask for its health. */
export function guardIngressPeer(ingressPeer: string, refuse: Refuse): RequestHandler {
  return (req, res, next) => {
    const peer = peerOf(req);
    if (peer === ingressPeer || (isLoopback(peer) && isHealth(req))) next();
    else refuse(req, res, notSupervisor);
  };
}

const isHealth = (req: Request): boolean =>
  req.path === "/health" && (req.method === "GET" || req.method === "HEAD");

const notSupervisor = problem(
  "not_allowed",
  "This port answers Home Assistant's Ingress only.",
  "Open Vestibule from Home Assistant's sidebar, or use its public port with a bearer token.",
);
