import { expect } from "chai";
import {
  outOfDate,
  readAudit,
  reviewedSchema,
  unreviewed,
} from "../../scripts/ci/static/advisories.ts";
import { readYaml } from "../support/repository.ts";

/** As npm 10 and 11 print it: one advisory, and a package that brings it along. */
const answer = {
  auditReportVersion: 2,
  vulnerabilities: {
    "path-to-regexp": {
      name: "path-to-regexp",
      severity: "high",
      isDirect: false,
      via: [
        {
          source: 1101844,
          name: "path-to-regexp",
          dependency: "path-to-regexp",
          title: "path-to-regexp outputs backtracking regular expressions",
          url: "https://github.com/advisories/GHSA-9wv6-86v2-598j",
          severity: "high",
          cwe: ["CWE-1333"],
          cvss: { score: 7.5, vectorString: null },
          range: "<0.1.10",
        },
      ],
      effects: ["express"],
      range: "<0.1.10",
      nodes: ["node_modules/path-to-regexp"],
      fixAvailable: true,
    },
    express: {
      name: "express",
      severity: "high",
      isDirect: true,
      via: ["path-to-regexp"],
      effects: [],
      range: "<4.20.0",
      nodes: ["node_modules/express"],
      fixAvailable: true,
    },
  },
  metadata: { vulnerabilities: { high: 2, total: 2 } },
};
const advisory = {
  id: "GHSA-9wv6-86v2-598j",
  package: "path-to-regexp",
  title: "path-to-regexp outputs backtracking regular expressions",
  severity: "high",
};
const review = {
  id: advisory.id,
  package: advisory.package,
  why: "No route of ours is made of what a caller sends.",
  until: "2026-12-31",
};

describe("npm's answer about known weaknesses", () => {
  it("gives each advisory once, and not again for those that bring it along", () => {
    expect(readAudit(JSON.stringify(answer))).to.deep.equal({ known: [advisory] });
  });

  it("may be that there is none", () => {
    const none = { auditReportVersion: 2, vulnerabilities: {}, metadata: {} };
    expect(readAudit(JSON.stringify(none))).to.deep.equal({ known: [] });
  });

  for (const [registry, failure, why] of [
    [
      "a registry without advisories",
      { message: "405 Method Not Allowed", method: "POST", statusCode: 405, body: "" },
      "405 Method Not Allowed",
    ],
    [
      "a registry that cannot be reached",
      { error: { code: "ENOTFOUND", summary: "getaddrinfo ENOTFOUND", detail: "" } },
      "getaddrinfo ENOTFOUND",
    ],
  ] as const)
    it(`is no answer from ${registry}`, () => {
      expect(readAudit(JSON.stringify(failure))).to.deep.equal({ unanswered: why });
    });

  it("is refused in any other shape, for it would look like none", () => {
    expect(() => readAudit("{}")).to.throw();
    expect(() => readAudit('{"auditReportVersion":3,"vulnerabilities":{}}')).to.throw();
  });
});

describe("The list of reviewed advisories", () => {
  it("is written as it must be", () => {
    expect(() => reviewedSchema.parse(readYaml(".ci/reviewed-advisories.yaml"))).not.to.throw();
  });

  it("lets through what somebody has read", () => {
    expect(unreviewed([advisory], [review])).to.deep.equal([]);
  });

  it("lets nothing else through, nor the same weakness in another package", () => {
    const elsewhere = { ...advisory, package: "router" };
    expect(unreviewed([advisory, elsewhere], [review])).to.deep.equal([
      `${advisory.id} in router, high: ${advisory.title}`,
    ]);
  });

  it("keeps nothing that npm no longer knows", () => {
    expect(unreviewed([], [review])).to.deep.equal([
      `${review.id} in path-to-regexp is reviewed, and npm knows it no more.`,
    ]);
  });

  it("holds through the day it names, and no longer", () => {
    expect(outOfDate([review], "2026-12-31")).to.deep.equal([]);
    expect(outOfDate([review], "2027-01-01")).to.deep.equal([
      `${review.id} in path-to-regexp was to be read again by 2026-12-31.`,
    ]);
  });

  it("takes no review without a reason or an end", () => {
    const parse = (entry: object) => reviewedSchema.safeParse({ advisories: [entry] }).success;
    expect(parse(review)).to.equal(true);
    expect(parse({ ...review, why: "no" })).to.equal(false);
    expect(parse({ ...review, until: "some day" })).to.equal(false);
    expect(parse({ ...review, id: "CVE-2026-1" })).to.equal(false);
  });
});
