import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { basename } from "node:path";
import { z } from "zod";
import { optionsSchema } from "../../server/config.ts";
import { parseDockerfile, textsOf } from "../support/dockerfile.ts";
import {
  executables,
  pathOf,
  readJson,
  readText,
  readYaml,
  repositoryFiles,
} from "../support/repository.ts";

const examples = repositoryFiles().filter((path) => path.startsWith("examples/"));
const scripts = examples.filter((path) => path.endsWith(".sh"));
const clients = examples.filter((path) => /^examples\/clients\/.*(?<!\.md)$/.test(path));

const url = "http://homeassistant.local:7180/mcp";
const headers = (authorization: string) =>
  z.strictObject({ Authorization: z.literal(authorization) });
const server = <Shape extends z.ZodType>(shape: Shape) => z.strictObject({ vestibule: shape });

/** The whole of each client's configuration: what it calls the URL, and how it takes a header. */
const shapes: Readonly<Record<string, z.ZodType>> = {
  "cursor.json": z.strictObject({
    mcpServers: server(
      z.strictObject({ url: z.literal(url), headers: headers("Bearer ${env:VESTIBULE_TOKEN}") }),
    ),
  }),
  "gemini-cli.json": z.strictObject({
    mcpServers: server(
      z.strictObject({ httpUrl: z.literal(url), headers: headers("Bearer $VESTIBULE_TOKEN") }),
    ),
  }),
  "vscode.json": z.strictObject({
    inputs: z.tuple([
      z.strictObject({
        id: z.literal("vestibule-token"),
        type: z.literal("promptString"),
        description: z.string(),
        password: z.literal(true),
      }),
    ]),
    servers: server(
      z.strictObject({
        type: z.literal("http"),
        url: z.literal(url),
        headers: headers("Bearer ${input:vestibule-token}"),
      }),
    ),
  }),
  "claude-desktop.json": z.strictObject({
    mcpServers: server(
      z.strictObject({
        command: z.literal("npx"),
        args: z.tuple([
          z.literal("-y"),
          z.string().regex(/^mcp-remote@\d+\.\d+$/),
          z.literal(url),
          z.literal("--allow-http"),
          z.literal("--header"),
          z.literal("Authorization:${AUTHORIZATION}"),
        ]),
        env: z.strictObject({ AUTHORIZATION: z.literal("Bearer <token>") }),
      }),
    ),
  }),
};

const workflow = z.object({
  nodes: z.array(z.object({ name: z.string(), type: z.string(), parameters: z.unknown() })),
  connections: z.record(
    z.string(),
    z.record(z.string(), z.array(z.array(z.object({ node: z.string() })))),
  ),
});

const compose = z.object({
  services: z.strictObject({
    vestibule: z.object({
      build: z.string(),
      ports: z.array(z.string()),
      environment: z.record(z.string(), z.string()),
      volumes: z.array(z.string()),
      healthcheck: z.object({ test: z.array(z.string()) }),
    }),
  }),
  volumes: z.record(z.string(), z.unknown()),
});

describe("The examples", () => {
  it("hold no token of anybody", () => {
    for (const path of examples)
      expect(readText(path), path).not.to.match(/vs[tsar]_\w{8}|eyJ\w{8}/);
  });

  for (const path of scripts)
    describe(path, () => {
      it("is a script that bash can read and git makes executable", () => {
        expect(readText(path)).to.match(/^#!\/usr\/bin\/env bash\n/);
        expect(readText(path)).to.include("\nset -euo pipefail\n");
        expect(spawnSync("bash", ["-n", pathOf(path)]).status).to.equal(0);
        expect(executables("examples")).to.include(path);
      });

      for (const missing of ["VESTIBULE_URL", "VESTIBULE_TOKEN"])
        it(`stops before anything else when ${missing} is missing, and says so`, () => {
          const given = { VESTIBULE_URL: "http://127.0.0.1:9", VESTIBULE_TOKEN: "a-token" };
          const env = Object.fromEntries(
            Object.entries(given).filter(([name]) => name !== missing),
          );

          const { status, stdout, stderr } = spawnSync("bash", [pathOf(path)], {
            env: { PATH: process.env["PATH"], ...env },
            encoding: "utf8",
          });

          expect(status).not.to.equal(0);
          expect(stdout).to.equal("");
          expect(stderr).to.include(`${missing}: is missing`);
        });
    });
});

describe("The clients' configurations", () => {
  for (const [name, shape] of Object.entries(shapes))
    it(`hold the address and a bearer header in ${name}, as that client reads them`, () => {
      shape.parse(readJson(`examples/clients/${name}`));
    });

  it("hold a workflow for n8n whose agent has Vestibule for a tool", () => {
    const { nodes, connections } = workflow.parse(readJson("examples/clients/n8n.json"));
    const names = nodes.map(({ name }) => name);
    const ends = Object.values(connections).flatMap((ways) =>
      Object.values(ways).flatMap((way) => way.flat().map(({ node }) => node)),
    );

    expect(names).to.include.members([...Object.keys(connections), ...ends]);
    expect(connections).to.have.nested.property("Vestibule.ai_tool[0][0].node", "AI Agent");
    const vestibule = nodes.find(({ name }) => name === "Vestibule");
    expect(vestibule?.parameters).to.include({
      endpointUrl: url,
      serverTransport: "httpStreamable",
      authentication: "bearerAuth",
    });
  });

  it("add Vestibule to Claude Code over HTTP with a bearer header", () => {
    const script = readText("examples/clients/claude-code.sh").replace(/\\\n\s*/g, "");
    expect(script.trimEnd().split("\n").at(-1)).to.equal(
      'claude mcp add --scope user --transport http vestibule "${VESTIBULE_URL%/}/mcp" ' +
        '--header "Authorization: Bearer $VESTIBULE_TOKEN"',
    );
  });

  it("are all checked here, and all listed in their README", () => {
    const names = clients.map((path) => basename(path));
    expect(names).to.have.members([...Object.keys(shapes), "n8n.json", "claude-code.sh"]);
    const linked = readText("examples/clients/README.md").matchAll(/\]\(([\w.-]+)\)/g);
    expect([...linked].map(([, name]) => name)).to.have.members(names);
  });
});

describe("The compose file", () => {
  const { services, volumes } = compose.parse(readYaml("examples/docker-compose.yml"));
  const { vestibule } = services;

  it("builds this repository", () => {
    expect(pathOf(`examples/${vestibule.build}/Dockerfile`)).to.equal(pathOf("Dockerfile"));
  });

  it("opens the public port and keeps the data", () => {
    expect(vestibule.ports).to.deep.equal(["7180:7180"]);
    expect(vestibule.volumes).to.deep.equal(["vestibule-data:/data"]);
    expect(volumes).to.have.all.keys("vestibule-data");
  });

  it("insists on a home, and sets nothing that Vestibule does not read", () => {
    const { HOME_URL, HOME_TOKEN, ...options } = vestibule.environment;
    expect(HOME_URL).to.match(/^\$\{HOME_URL:\?.+\}$/);
    expect(HOME_TOKEN).to.match(/^\$\{HOME_TOKEN:\?.+\}$/);
    const known = Object.keys(optionsSchema.shape).map((name) => name.toUpperCase());
    expect(known).to.include.members(Object.keys(options));
  });

  it("asks for its health as the image does", () => {
    const final = parseDockerfile(readText("Dockerfile")).stages.at(-1);
    if (final === undefined) throw new Error("The Dockerfile has no stage.");
    const [cmd, ...command] = vestibule.healthcheck.test;
    expect(cmd).to.equal("CMD");
    expect(textsOf(final, "HEALTHCHECK").join()).to.include(command.join(" "));
  });
});
