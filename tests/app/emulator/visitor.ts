// Somebody who opens the app's panel in Home Assistant, and works with it.
import supertest from "supertest";
import type { Api } from "../../../shared/api.ts";
import type { MeView } from "../../../shared/views.ts";
import { askApi, type ApiCaller, type Asked } from "../../support/ask-api.ts";
import type { Panel } from "./emulator.ts";

export interface Visitor {
  /** Whatever the answer is; `more` are headers that their browser is made to send. */
  try<Name extends keyof Api>(
    route: Name,
    asked?: Asked<Name>,
    more?: Readonly<Record<string, string>>,
  ): ReturnType<typeof askApi<Name>>;
  /** @throws Error when it is refused. */
  ask<Name extends keyof Api>(route: Name, asked?: Asked<Name>): Promise<Api[Name]["reply"]>;
  /** Who they are here, as the panel tells them; from then on they may change things. */
  enter(): Promise<MeView>;
  /** A token with all their rights, for every door. */
  issueToken(name?: string): Promise<string>;
}

export function visit({ url, cookie }: Panel): Visitor {
  const ingress = supertest(url);
  let csrfToken: string | undefined;
  const caller = (more: Readonly<Record<string, string>>): ApiCaller => ({
    listener: "ingress",
    headers: () => ({
      Cookie: cookie,
      ...(csrfToken === undefined ? {} : { "X-CSRF-Token": csrfToken }),
      ...more,
    }),
  });
  const visitor: Visitor = {
    // Whoever comes by the panel knows no other way.
    try: (route, asked, more = {}) =>
      askApi({ http: ingress, ingress }, route, caller(more), asked),
    async ask(route, asked) {
      const { status, reply, text } = await visitor.try(route, asked);
      if (status !== 200 && status !== 201) throw new Error(`${route}: ${status} ${text}`);
      return reply;
    },
    async enter() {
      const me = await visitor.ask("GET /api/auth/me");
      csrfToken = me.csrf_token;
      return me;
    },
    async issueToken(name = "laptop") {
      await visitor.enter();
      const body = { name, rights: "same", doors: ["mcp", "rest", "api"] } as const;
      return (await visitor.ask("POST /api/tokens", { body })).token;
    },
  };
  return visitor;
}
