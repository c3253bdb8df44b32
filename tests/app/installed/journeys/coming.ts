import { expect } from "chai";
import { until } from "../../../home/harness/until.ts";
import { publicUrl, type Machine } from "../machine.ts";

const seconds = 60;

/** Home Assistant, the Supervisor's token and the app itself come and go. */
export function coming(machine: Machine): void {
  const overview = async (): Promise<boolean> => {
    const model = await machine.model(machine.secret);
    return !(await model.call("home_overview")).isError;
  };
  const getsReady = () => until(() => machine.isReady(), { what: "the app to be ready", seconds });

  describe("while others come and go", () => {
    it("goes on with another token after its own restart, and everybody keeps theirs", async () => {
      const { token } = machine.life.app;
      await machine.life.restart();
      await getsReady();

      expect(machine.life.app.token).not.to.equal(token);
      expect(await overview()).to.equal(true);
      expect((await machine.camille.enter()).role).to.equal("admin");
    });

    it("is there again when Home Assistant is, after a restart", async () => {
      await machine.real.restart();
      await getsReady();

      expect(await overview()).to.equal(true);
      expect((await machine.camille.enter()).role).to.equal("admin");
    });

    it("is healthy while Home Assistant is stopped, and says why it is not ready", async () => {
      await machine.real.stop();
      const isAway = async () => !(await machine.isReady());
      await until(isAway, { what: "the app to notice", seconds });

      expect(await machine.life.container()?.isHealthy()).to.equal(true);
      expect(machine.life.app.state).to.equal("started");
      const { status, reason } = (await (await fetch(`${publicUrl}/ready`)).json()) as Unready; // its own shape
      expect(status).to.equal("not_ready");
      expect(reason).to.match(/home/);
      expect((await machine.camille.try("GET /api/auth/me")).status).to.equal(200);

      await machine.real.start();
      await getsReady();
      expect(await overview()).to.equal(true);
    });

    it("ends with 0 when the Supervisor stops it", async () => {
      await machine.life.stop();

      expect(machine.life.app.state).to.equal("stopped");
      expect(machine.life.said).to.deep.equal([]);
      expect((await machine.camille.try("GET /api/auth/me")).status).to.equal(502);
    });
  });
}

interface Unready {
  readonly status: string;
  readonly reason: string;
}
