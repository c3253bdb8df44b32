import { readFileSync } from "node:fs";
import type { Response } from "express";

export const pagesFolder = new URL("./pages/", import.meta.url);

export const readPage = (name: string): string => readFileSync(new URL(name, pagesFolder), "utf8");

/** Puts words in the place of {{names}}. */
export function fillPage(page: string, words: Readonly<Record<string, string>>): string {
  return page.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    Object.hasOwn(words, name) ? escapeHtml(words[name] ?? "") : whole,
  );
}

export function sendPage(res: Response, page: string): void {
  res.setHeader("Cache-Control", "no-store");
  res.type("html").send(page);
}

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" } as const;

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => escapes[sign as keyof typeof escapes]); // the pattern names just these
