import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import express, { Router, type Request, type RequestHandler, type Response } from "express";
import type { Access } from "../access/access.ts";
import { createAddressLimit } from "./address-limit.ts";
import type { Refuse } from "./problem.ts";

const folder = new URL("./pages/", import.meta.url);
const day = "1d";
const setupPagesPerMinute = 30;

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

  router.get("/", (req, res) => sendPage(res, render(home, baseOf(req))));
  router.use("/setup", createAddressLimit({ limit: setupPagesPerMinute, refuse }));
  router.get("/setup/:secret", async (req, res) => {
    const secret = await access.setup.secret();
    if (secret !== undefined && isSame(req.params.secret, secret))
      sendPage(res, render(setup, baseOf(req)));
    else sendPage(res.status(404), spent);
  });
  router.use("/assets", assets());
  return router;
}

/** The page that Home Assistant's sidebar shows. The public port is on the same machine as Home Assistant,
 * so its name is the one in the browser's address bar. */
export function ingressPages(options: {
  readonly public_url: string | undefined;
  readonly port: number;
}): RequestHandler {
  const home = readPage("home.html");
  const router = Router();
  router.get("/", (req, res) => {
    const base = options.public_url ?? `http://${req.hostname}:${options.port}`;
    sendPage(res, render(home, withoutSlash(base)));
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
    if (req.originalUrl.split("?")[0]?.endsWith("/")) res.redirect(308, "../docs");
    else sendPage(res, docs);
  });
  const swagger = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/swagger-ui.css")));
  for (const file of ["swagger-ui.css", "swagger-ui-bundle.js"])
    router.get(`/${file}`, (_req, res) => res.sendFile(join(swagger, file), { maxAge: day }));
  return router;
}

/** Style sheets, scripts and the icon. */
function assets(): RequestHandler {
  return express.static(fileURLToPath(new URL("assets/", folder)), {
    index: false,
    redirect: false,
    setHeaders: (res) => res.setHeader("Cache-Control", "no-cache"),
  });
}

const readPage = (name: string): string => readFileSync(new URL(name, folder), "utf8");

function render(page: string, base: string): string {
  return page.replaceAll("{{base}}", escapeHtml(base));
}

function sendPage(res: Response, page: string): void {
  res.setHeader("Cache-Control", "no-store");
  res.type("html").send(page);
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" } as const;

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => escapes[sign as keyof typeof escapes]); // the pattern names just these

/** Compares without telling by its time how much was right. */
function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
