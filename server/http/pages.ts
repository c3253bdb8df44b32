import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import express, { Router, type Request, type RequestHandler } from "express";
import type { Access } from "../access/access.ts";
import { createAddressLimit } from "./address-limit.ts";
import type { Refuse } from "./problem.ts";
import { fillPage, pagesFolder, readPage, sendPage } from "./render-page.ts";
import { isSameSecret } from "./same-secret.ts";

const day = "1d";
const setupPagesPerMinute = 30;

/** Pages that are the same for everybody: what is secret stays in the browser. */
const formPages = { "/sign-in": "sign-in.html", "/register": "register.html" } as const;

export interface PageParts {
  readonly access: Pick<Access, "setup">;
  readonly public_url: string | undefined;
  readonly refuse: Refuse;
}

/** The pages of the public port. None of them knows anything that a stranger may not read. */
export function publicPages({ access, public_url, refuse }: PageParts): RequestHandler {
  const home = readPage("home.html");
  const setup = readPage("setup.html");
  const spent = readPage("setup-spent.html");
  const router = Router();
  const baseOf = (req: Request) => withoutSlash(public_url ?? `${req.protocol}://${req.host}`);

  router.get("/", (req, res) =>
    sendPage(res, fillPage(home, { base: baseOf(req), listener: "public", port: "open" })),
  );
  for (const [path, file] of Object.entries(formPages)) {
    const page = readPage(file);
    router.get(path, (req, res) => {
      // Its addresses are relative to a path without a slash.
      if (hasSlashAtEnd(req)) res.redirect(308, `..${path}`);
      else sendPage(res, page);
    });
  }
  router.use("/setup", createAddressLimit({ limit: setupPagesPerMinute, refuse }));
  router.get("/setup/:secret", async (req, res) => {
    const secret = await access.setup.secret();
    if (secret !== undefined && isSameSecret(req.params.secret, secret))
      sendPage(res, fillPage(setup, { base: baseOf(req) }));
    else sendPage(res.status(404), spent);
  });
  router.use("/assets", assets());
  return router;
}

/** The public port as it is reached from outside the container. */
export interface PublicPort {
  /** Of the machine; null: it is closed. Absent: nobody says that it is another than ours. */
  readonly onMachine?: number | null;
  /** Our name among the machine's apps. */
  readonly hostname?: string;
}

/** The page that Home Assistant's sidebar shows. The public port is on the same machine as Home Assistant,
 * so its name is the one in the browser's address bar. */
export function ingressPages(options: {
  readonly public_url: string | undefined;
  readonly port: number;
  readonly publicPort: () => PublicPort;
}): RequestHandler {
  const { public_url, port } = options;
  const home = readPage("home.html");
  const router = Router();
  router.get("/", (req, res) => {
    const { onMachine = port, hostname = req.hostname } = options.publicPort();
    const reached = onMachine === null ? `${hostname}:${port}` : `${req.hostname}:${onMachine}`;
    const base = withoutSlash(public_url ?? `http://${reached}`);
    const state = onMachine === null && public_url === undefined ? "closed" : "open";
    sendPage(res, fillPage(home, { base, listener: "ingress", port: state }));
  });
  router.use("/assets", assets());
  return router;
}

/** The documentation of the REST door, for people who have no token yet: they type one in. Swagger UI comes from this
 * machine, never from a CDN. */
export function restDocs(): RequestHandler {
  const docs = readPage("docs.html");
  const router = Router();
  router.get("/", (req, res) => {
    // Its addresses are relative to /rest/docs without a slash.
    if (hasSlashAtEnd(req)) res.redirect(308, "../docs");
    else sendPage(res, docs);
  });
  const swagger = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/swagger-ui.css")));
  for (const file of ["swagger-ui.css", "swagger-ui-bundle.js"])
    router.get(`/${file}`, (_req, res) => res.sendFile(join(swagger, file), { maxAge: day }));
  return router;
}

/** Style sheets, scripts and the icon. */
function assets(): RequestHandler {
  return express.static(fileURLToPath(new URL("assets/", pagesFolder)), {
    index: false,
    redirect: false,
    setHeaders: (res) => res.setHeader("Cache-Control", "no-cache"),
  });
}

const hasSlashAtEnd = ({ originalUrl }: Request): boolean =>
  originalUrl.split("?")[0]?.endsWith("/") ?? false;

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");
