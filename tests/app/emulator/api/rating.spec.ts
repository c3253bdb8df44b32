import { expect } from "chai";
import { readManifest } from "../manifest.ts";
import { rating } from "./rating.ts";

const here = { installed: true, hostHasAppArmor: true };

describe("The Supervisor's security rating", () => {
  it("is the best there is for our app, once installed", () => {
    expect(rating(readManifest(), here)).to.equal(8);
  });

  it("is a point less before it is installed", () => {
    expect(rating(readManifest(), { ...here, installed: false })).to.equal(7);
  });

  it("is a point less on a host without AppArmor", () => {
    expect(rating(readManifest(), { ...here, hostHasAppArmor: false })).to.equal(7);
  });

  for (const [what, manifest, points] of [
    ["the login beside Ingress adds nothing", { ingress: true, auth_api: true }, 8],
    ["an admin costs two", { ingress: true, hassio_role: "admin" }, 6],
    ["a role costs where the API is off", { hassio_role: "manager" }, 5],
    ["kernel modules and a capability cost once", kernel(), 5],
    ["the host's processes cost two", { host_pid: true }, 4],
    ["the host's name costs only with SYS_ADMIN", { host_uts: true }, 6],
    ["the host's name with SYS_ADMIN costs two", uts(), 4],
    ["full access is the worst", { ingress: true, full_access: true }, 1],
    ["it never falls below one", worst(), 1],
  ] as const)
    it(`says that ${what}`, () => {
      expect(rating(manifest, here)).to.equal(points);
    });
});

function kernel() {
  return { kernel_modules: true, privileged: ["NET_ADMIN"] };
}
function uts() {
  return { host_uts: true, privileged: ["SYS_ADMIN"] };
}
function worst() {
  return { ...uts(), apparmor: false, hassio_role: "admin", host_pid: true } as const;
}
