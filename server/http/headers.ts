import type { RequestHandler } from "express";
import helmet from "helmet";

/** Nobody may frame what the public port serves. */
export function publicHeaders(): RequestHandler {
  return securityHeaders({ frameAncestors: "'none'", xFrameOptions: "deny" });
}

/** Home Assistant shows these pages in a frame of its own origin. */
export function ingressHeaders(): RequestHandler {
  return securityHeaders({ frameAncestors: "'self'", xFrameOptions: "sameorigin" });
}

function securityHeaders(policy: {
  readonly frameAncestors: "'none'" | "'self'";
  readonly xFrameOptions: "deny" | "sameorigin";
}): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        // Forms are sent by script: without it a password would end up in the address.
        "form-action": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": [policy.frameAncestors],
      },
    },
    xFrameOptions: { action: policy.xFrameOptions },
    // Both listeners speak plain HTTP. HSTS, upgrade-insecure-requests and origin isolation belong to
    // whoever ends TLS; sent from here they would lock people out of their own house.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    // For browsers that are gone.
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}
