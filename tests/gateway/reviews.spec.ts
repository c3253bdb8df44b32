import { expect } from "chai";
import { createKnownReviews } from "../../server/gateway/reviews.ts";
import type { Review } from "../../server/store/reviews.ts";
import { createKeptLog } from "../support/kept-log.ts";

const review = (home: string, id: string): Review => ({
  ...{ home, kind: "entity", id, platform: "template" },
  ...{ verdict: "harmless", by: "user-ada", at: 1 },
});

describe("reviews that are known", () => {
  const { log, lines } = createKeptLog();
  let rows: readonly Review[] = [];
  let isBroken = false;
  const reviews = createKnownReviews(
    { list: () => (isBroken ? Promise.reject(new Error("disk gone")) : Promise.resolve(rows)) },
    log,
  );

  it("are none before they are read", () => {
    expect(reviews.of("default").entity.size).to.equal(0);
  });

  it("are told by home", async () => {
    rows = [review("default", "switch.gate"), review("cabin", "switch.boiler")];
    await reviews.refresh();

    expect([...reviews.of("default").entity.keys()]).to.deep.equal(["switch.gate"]);
    expect([...reviews.of("cabin").entity.keys()]).to.deep.equal(["switch.boiler"]);
    expect(reviews.of("castle").entity.size).to.equal(0);
  });

  it("are forgotten when they cannot be read, so that everything asks again", async () => {
    isBroken = true;
    await reviews.refresh();

    expect(reviews.of("default").entity.size).to.equal(0);
    expect(lines.join("")).to.include("reviews could not be read").and.to.include("disk gone");
  });
});
