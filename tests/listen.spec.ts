import { expect } from "chai";
import { maxIngressHeaderBytes } from "../server/http/ingress-headers.ts";
import { listen } from "../server/listen.ts";
import { askRaw } from "./app/emulator/ingress/support/ask-raw.ts";

const ofOneHeader = 24_570;

describe("A listener", () => {
  const place = { port: 0, host: "127.0.0.1" };
  const answer = async (wish: { readonly maxHeaderBytes?: number }, bytes: number) => {
    const listener = await listen((_req, res) => res.end(), { ...place, ...wish });
    const fields = [["Cookie", `a=${"b".repeat(bytes)}`]] as const;
    const { status } = await askRaw(`http://127.0.0.1:${listener.port}`, "/", { fields });
    await listener.close();
    return status;
  };

  it("for Ingress takes all that Home Assistant passes on", async () => {
    const wish = { maxHeaderBytes: maxIngressHeaderBytes };

    expect(await answer(wish, ofOneHeader)).to.equal(200);
    expect(await answer(wish, maxIngressHeaderBytes)).to.equal(431);
  });

  it("takes no more than 16 KiB of headers unless it is told to", async () => {
    expect(await answer({}, 15_000)).to.equal(200);
    expect(await answer({}, ofOneHeader)).to.equal(431);
  });

  it("says in one line that its port is taken", async () => {
    const first = await listen((_req, res) => res.end(), place);
    const refusal = await listen((_req, res) => res.end(), { ...place, port: first.port }).then(
      () => undefined,
      (error: unknown) => error,
    );
    await first.close();

    expect(refusal).to.include({
      code: "conflict",
      message: `Port ${first.port} cannot be used.`,
    });
  });
});
