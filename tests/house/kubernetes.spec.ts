import { expect } from "chai";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { optionsSchema } from "../../server/config.ts";
import { isNetwork } from "../../server/networks.ts";
import { readText, readYaml } from "../support/repository.ts";

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
