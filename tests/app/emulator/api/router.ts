// Which route a request goes to.
import { bare, type Answer } from "./answer.ts";
import { notAllowed, pathOf } from "./asked.ts";
import type { AnswerCall, Route } from "./call.ts";

export interface Routed {
  readonly answer: AnswerCall;
  readonly named: Readonly<Record<string, string>>;
}

/** Paths are compared as they were sent: "%2F" is no slash here. */
export function createRouter(routes: readonly Route[]) {
  return (method: string, path: string): Routed | Answer => {
    const there = routes.flatMap((route) => {
      const named = match(route.path, path);
      return named ? [{ route, named }] : [];
    });
    const found = there.find(({ route }) => methodsOf(route).includes(method));
    if (found) return { answer: found.route.answer, named: found.named };
    return there.length === 0
      ? bare(404)
      : notAllowed(there.flatMap(({ route }) => methodsOf(route)));
  };
}

const methodsOf = ({ method }: Route): readonly string[] =>
  method === "GET" ? ["GET", "HEAD"] : [method];

function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const named: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const at = given[i] ?? "";
    if (part.startsWith(":") && at !== "") named[part.slice(1)] = pathOf(at);
    else if (part !== at) return undefined;
  }
  return named;
}
