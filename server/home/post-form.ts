import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { boundedText } from "../bounded-text.ts";
import { deadline } from "../deadline.ts";
import type { HomeAddress } from "./home.ts";

export interface FormAnswer {
  readonly status: number;
  /** Absent: it was too long to be an answer. */
  readonly body?: string;
}

/** Posts a form, on a connection of its own and without following anybody: what is in it is for this address alone. */
export function postForm(
  path: string,
  form: Readonly<Record<string, string>>,
  { url, anyCertificate = false, timeoutMs, signal }: PostTo,
): Promise<FormAnswer> {
  const target = new URL(path, url);
  const send = target.protocol === "https:" ? requestHttps : requestHttp;
  const bound = deadline(timeoutMs, signal);
  return new Promise<FormAnswer>((resolve, reject) => {
    const request = send(target, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" },
      ...{ agent: false, rejectUnauthorized: !anyCertificate, signal: bound.signal },
    });
    // One that is neither answered nor failed was upgraded to something else.
    const hungUp = () => reject(new Error("closed without an answer"));
    request.once("close", hungUp);
    request.once("response", (response) => {
      request.off("close", hungUp);
      boundedText(response).then((body) => {
        const status = response.statusCode ?? 0;
        resolve(body === undefined ? { status } : { status, body });
      }, reject);
    });
    request.on("error", reject);
    request.end(new URLSearchParams(form).toString());
  }).finally(() => bound.clear());
}

export interface PostTo extends Pick<HomeAddress, "url" | "anyCertificate"> {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}
