import type { Door } from "../parts.ts";
import { hasBody } from "../read-body.ts";
import { onwardPath } from "./addresses.ts";
import { ofCore } from "./answers.ts";
import { createHop } from "./hop.ts";
import { fieldsFromCore } from "./request-fields.ts";

export interface CoreHopParts {
  /** Where the Supervisor's server listens. */
  readonly supervisorUrl: () => string;
  /** The address that the Supervisor sees; any when absent. */
  readonly coreAddress?: string | undefined;
}

/** /api/hassio_ingress/<token>/<path>, for whoever asks Home Assistant: it checks nobody itself. */
export function createCoreHop({ supervisorUrl, coreAddress }: CoreHopParts): Door {
  return createHop({
    base: "/api/hassio_ingress",
    style: { over: ofCore, whileStreaming: [], compresses: true },
    keepsPings: false,
    next: (req, { token, path, query }) => {
      const onward = onwardPath(`/ingress/${token}/`, path, query);
      if (onward === undefined) return { status: 400 };
      return {
        ...{ origin: supervisorUrl(), path: onward },
        fields: fieldsFromCore(req, token),
        localAddress: coreAddress,
      };
    },
    bodyOf: (req) => Promise.resolve(hasBody(req) ? req : Buffer.alloc(0)),
  });
}
