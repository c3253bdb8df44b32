import { expect } from "chai";
import { parse, parseAllDocuments, type CollectionTag } from "yaml";
import { z } from "zod";
import { optionsSchema } from "../../server/config.ts";
import { isNetwork } from "../../server/networks.ts";
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

const labels = z.strictObject({ "app.kubernetes.io/name": z.literal("vestibule") });
const probe = (path: string) =>
  z.strictObject({
    httpGet: z.strictObject({ path: z.literal(path), port: z.literal("public") }),
    periodSeconds: z.int(),
    timeoutSeconds: z.int().optional(),
    failureThreshold: z.int().optional(),
  });
const variable = z.strictObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .strictObject({ secretKeyRef: z.strictObject({ name: z.string(), key: z.string() }) })
    .optional(),
});
const container = z.strictObject({
  name: z.literal("vestibule"),
  image: z.string(),
  ports: z.tuple([z.strictObject({ name: z.literal("public"), containerPort: z.literal(7180) })]),
  env: z.array(variable),
  volumeMounts: z.tuple([z.strictObject({ name: z.string(), mountPath: z.literal("/data") })]),
  startupProbe: probe("/health"),
  livenessProbe: probe("/health"),
  readinessProbe: probe("/ready"),
  resources: z.strictObject({
    requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
    limits: z.strictObject({ memory: z.string() }),
  }),
});
const named = z.strictObject({
  name: z.literal("vestibule"),
  labels: labels.optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const claim = z.strictObject({
  apiVersion: z.literal("v1"),
  kind: z.literal("PersistentVolumeClaim"),
  metadata: named,
  spec: z.strictObject({
    accessModes: z.tuple([z.literal("ReadWriteOnce")]),
    resources: z.strictObject({ requests: z.strictObject({ storage: z.string() }) }),
  }),
});
const deployment = z.strictObject({
  apiVersion: z.literal("apps/v1"),
  kind: z.literal("Deployment"),
  metadata: named,
  spec: z.strictObject({
    replicas: z.literal(1),
    strategy: z.strictObject({ type: z.literal("Recreate") }),
    selector: z.strictObject({ matchLabels: labels }),
    template: z.strictObject({
      metadata: z.strictObject({ labels }),
      spec: z.strictObject({
        automountServiceAccountToken: z.literal(false),
        enableServiceLinks: z.literal(false),
        terminationGracePeriodSeconds: z.literal(30),
        containers: z.tuple([container]),
        volumes: z.tuple([
          z.strictObject({
            name: z.string(),
            persistentVolumeClaim: z.strictObject({ claimName: z.literal("vestibule") }),
          }),
        ]),
      }),
    }),
  }),
});
const service = z.strictObject({
  apiVersion: z.literal("v1"),
  kind: z.literal("Service"),
  metadata: named,
  spec: z.strictObject({
    selector: labels,
    ports: z.tuple([
      z.strictObject({
        name: z.literal("public"),
        port: z.literal(7180),
        targetPort: z.literal("public"),
      }),
    ]),
  }),
});
const backend = z.strictObject({
  service: z.strictObject({
    name: z.literal("vestibule"),
    port: z.strictObject({ name: z.literal("public") }),
  }),
});
const ingress = z.strictObject({
  apiVersion: z.literal("networking.k8s.io/v1"),
  kind: z.literal("Ingress"),
  metadata: named,
  spec: z.strictObject({
    tls: z.tuple([z.strictObject({ hosts: z.array(z.string()), secretName: z.string() })]),
    rules: z.tuple([
      z.strictObject({
        host: z.string(),
        http: z.strictObject({
          paths: z.tuple([
            z.strictObject({ path: z.literal("/"), pathType: z.literal("Prefix"), backend }),
          ]),
        }),
      }),
    ]),
  }),
});

describe("The example for Kubernetes", () => {
  const text = readText("examples/kubernetes.yaml");
  const documents = parseAllDocuments(text).map((document) => document.toJS() as unknown);
  const [, { spec }, , entrance] = z.tuple([claim, deployment, service, ingress]).parse(documents);
  const [pod] = spec.template.spec.containers;
  const valueOf = (name: string) => pod.env.find((entry) => entry.name === name)?.value;

  it("sets nothing that Vestibule does not read", () => {
    const options = Object.keys(optionsSchema.shape).map((name) => name.toUpperCase());
    for (const { name } of pod.env) expect(["HOME_URL", "HOME_TOKEN", ...options]).to.include(name);
  });

  it("keeps the home's token out of the file, in the secret that its first lines make", () => {
    const token = pod.env.find(({ name }) => name === "HOME_TOKEN");
    expect(token?.value).to.equal(undefined);
    const { name = "", key = "" } = token?.valueFrom?.secretKeyRef ?? {};
    expect(text).to.include(`kubectl create secret generic ${name} --from-literal=${key}=`);
  });

  it("names one host at the entrance, in the certificate and in public_url", () => {
    const [{ host }] = entrance.spec.rules;
    expect(entrance.spec.tls[0].hosts).to.deep.equal([host]);
    expect(valueOf("PUBLIC_URL")).to.equal(`https://${host}`);
    expect(isNetwork(valueOf("TRUSTED_PROXIES") ?? "")).to.equal(true);
  });

  it("mounts the volume that the claim fills", () => {
    expect(pod.volumeMounts[0].name).to.equal(spec.template.spec.volumes[0].name);
  });

  it("takes the version of this repository", () => {
    const { version } = z.object({ version: z.string() }).parse(readYaml("config.yaml"));
    expect(pod.image).to.match(new RegExp(`/vestibule:${version.replaceAll(".", "\\.")}$`));
  });
});
