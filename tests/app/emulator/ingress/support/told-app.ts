// An app that tells what reached it, and answers what a spec wants.
import type { IncomingMessage, RequestListener } from "node:http";
import { buffer } from "node:stream/consumers";
import { fieldsOf, type Field } from "../fields.ts";
import { listening, type Listening } from "./servers.ts";

export interface Received {
  readonly method: string;
  readonly address: string;
  readonly fields: readonly Field[];
  readonly peer: string;
  readonly body: Buffer;
}

export interface ToldApp extends Listening {
  /** What came, oldest first. */
  readonly received: Received[];
  /** How it answers from now on; "here" until a spec says otherwise. */
  answer: RequestListener;
}

export async function startToldApp(): Promise<ToldApp> {
  const received: Received[] = [];
  const app: { answer: RequestListener } = { answer: (_req, res) => res.end("here") };
  const server = await listening((req, res) => {
    void receive(req).then((one) => {
      received.push(one);
      app.answer(req, res);
    });
  });
  return Object.assign(app, server, { received });
}

async function receive(req: IncomingMessage): Promise<Received> {
  const { method = "", url = "", socket } = req;
  return {
    ...{ method, address: url, fields: fieldsOf(req) },
    peer: socket.remoteAddress ?? "",
    body: await buffer(req),
  };
}
