import { expect } from "chai";
import { parse, type CollectionTag } from "yaml";
import { z } from "zod";
import { readText, readYaml, repositoryFiles } from "../support/repository.ts";

const folder = "examples/reverse-proxy";
const proxies = ["caddy", "nginx", "traefik"];

/** "!override []": compose puts it in the place of what the other file says, instead of adding to it. */
const override: CollectionTag = { tag: "!override", collection: "seq" };

const overlay = z.strictObject({
  services: z.object({
    vestibule: z.strictObject({
      ports: z.tuple([]),
      environment: z.strictObject({ PUBLIC_URL: z.string(), TRUSTED_PROXIES: z.string() }),
      networks: z.tuple([z.literal("entrance")]),
    }),
  }),
  networks: z.strictObject({
    entrance: z.strictObject({
      ipam: z.strictObject({ config: z.tuple([z.strictObject({ subnet: z.string() })]) }),
    }),
  }),
  volumes: z.record(z.string(), z.null()).optional(),
});

const proxyService = z.strictObject({
  image: z.string().regex(/^[a-z]+:v?\d+$/),
  restart: z.literal("unless-stopped"),
  depends_on: z.unknown().optional(),
  command: z.array(z.string()).optional(),
  ports: z.array(z.string().regex(/^(80:80|443:443)$/)),
  environment: z.strictObject({
    VESTIBULE_NAME: z.literal("${VESTIBULE_NAME}"),
    VESTIBULE_UPSTREAM: z.literal("vestibule:7180"),
  }),
  volumes: z.array(z.string()),
  networks: z.strictObject({ entrance: z.strictObject({ ipv4_address: z.string() }) }),
});

describe("The compose files with a reverse proxy", () => {
  for (const proxy of proxies)
    describe(proxy, () => {
      const text = readText(`${folder}/compose.${proxy}.yml`);
      const file: unknown = parse(text, { customTags: [override] });
      const { services } = overlay.parse(file);
      const service = proxyService.parse(
        z.object({ services: z.record(z.string(), z.unknown()) }).parse(file).services[proxy],
      );

      it("closes the port beside the proxy", () => {
        expect(text).to.include("ports: !override []");
      });

      it("believes the proxy, and nobody else on its network", () => {
        expect(services.vestibule.environment.TRUSTED_PROXIES).to.equal(
          service.networks.entrance.ipv4_address,
        );
      });

      it("insists on a name, and tells Vestibule by it what its address is", () => {
        expect(services.vestibule.environment.PUBLIC_URL).to.match(
          /^https:\/\/\$\{VESTIBULE_NAME:\?is missing, .+\}$/,
        );
      });

      it("hands the proxy files that there are, from the folder that compose is run in", () => {
        const paths = service.volumes.flatMap((volume) => /^\.\/([^:]+):/.exec(volume)?.[1] ?? []);
        expect(paths).to.have.length(1);
        for (const path of paths) expect(repositoryFiles()).to.include(`examples/${path}`);
      });

      it("says in its first lines how it is run", () => {
        expect(text).to.match(
          new RegExp(
            `^(#.*\\n)+#.* -f docker-compose\\.yml -f reverse-proxy/compose\\.${proxy}\\.yml`,
          ),
        );
      });
    });

  it("are all of that folder, with what each proxy reads", () => {
    const files = repositoryFiles().filter((path) => path.startsWith(`${folder}/`));
    expect(files).to.have.members([
      ...proxies.map((proxy) => `${folder}/compose.${proxy}.yml`),
      ...["Caddyfile", "nginx.conf.template", "traefik.yml"].map((name) => `${folder}/${name}`),
    ]);
  });
});

describe("Traefik's file", () => {
  const service = z.strictObject({
    loadBalancer: z.strictObject({
      servers: z.tuple([
        z.strictObject({ url: z.literal('http://{{ env "VESTIBULE_UPSTREAM" }}') }),
      ]),
      responseForwarding: z.strictObject({ flushInterval: z.literal("-1") }),
    }),
  });
  const dynamic = z.strictObject({
    http: z.strictObject({
      routers: z.strictObject({
        vestibule: z.strictObject({
          rule: z.literal('Host(`{{ env "VESTIBULE_NAME" }}`)'),
          entryPoints: z.tuple([z.string()]),
          service: z.literal("vestibule"),
          tls: z.strictObject({ certResolver: z.string() }),
        }),
      }),
      services: z.strictObject({ vestibule: service }),
    }),
  });
  const { vestibule } = dynamic.parse(readYaml(`${folder}/traefik.yml`)).http.routers;

  it("names the entry point and the resolver that its compose file makes", () => {
    const compose = readText(`${folder}/compose.traefik.yml`);
    expect(compose).to.include(`--entrypoints.${vestibule.entryPoints[0]}.address=:443`);
    expect(compose).to.include(`--certificatesresolvers.${vestibule.tls.certResolver}.acme.`);
  });
});
