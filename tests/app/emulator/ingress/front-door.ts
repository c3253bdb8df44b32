import { request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { Core, Door } from "../parts.ts";
import { serveDoors, type DoorServer } from "../serve-doors.ts";
import { refuse } from "./answers.ts";
import { fieldsOf, flatten, without } from "./fields.ts";

/** Home Assistant's own address: what no door takes is passed to the real Core as it is, so that a browser sees one
 * origin. */
export const createFrontDoor = ({
  core,
  doors,
}: {
  readonly core: Core;
  readonly doors: readonly Door[];
}): DoorServer =>
  serveDoors(doors, {
    handle: (req, res) => {
      passToCore(core, req, res);
    },
    upgrade: (req, socket, head) => {
      passSocketToCore(core, req, socket, head);
    },
  });

const addressOf = ({ url }: Core): { readonly hostname: string; readonly port: number } => {
  const { hostname, port } = new URL(url);
  return { hostname, port: Number(port || 80) };
};

function passToCore(core: Core, req: IncomingMessage, res: ServerResponse): void {
  const asked = request({
    ...addressOf(core),
    ...{ method: req.method, path: req.url, agent: false },
    headers: flatten(without(fieldsOf(req), ["connection", "keep-alive"])),
  });
  const fail = () => {
    if (res.headersSent) res.destroy();
    else refuse(res, { status: 502 });
  };
  asked.on("error", fail).on("response", (answer) => {
    const { statusCode = 502, statusMessage } = answer;
    const fields = without(fieldsOf(answer), ["connection", "keep-alive", "transfer-encoding"]);
    res.writeHead(statusCode, statusMessage, flatten(fields));
    res.flushHeaders();
    answer.on("error", fail).pipe(res);
  });
  res.once("close", () => asked.destroy());
  req.pipe(asked);
}

function passSocketToCore(core: Core, req: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { hostname, port } = addressOf(core);
  const far = connect(port, hostname, () => {
    const lines = fieldsOf(req).map(([name, value]) => `${name}: ${value}`);
    far.write(`${[`GET ${req.url ?? "/"} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`, "latin1");
    far.write(head);
    far.pipe(socket).pipe(far);
  });
  for (const [one, other] of [
    [far, socket],
    [socket, far],
  ] as const)
    one.on("error", () => other.destroy()).once("close", () => other.destroy());
}
