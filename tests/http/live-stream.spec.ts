import { expect } from "chai";
import type { Response } from "express";
import { openLiveStream } from "../../server/http/api/live-stream.ts";
import { sightOf } from "../../server/http/api/sight.ts";
import { makeEntry } from "../support/entries.ts";
import { makePrincipal } from "../support/principals.ts";

/** A client that has not taken this much yet. */
function openAt(unreadBytes: number) {
  const said: string[] = [];
  const client = {
    writableLength: unreadBytes,
    writableEnded: false,
    destroyed: false,
    write: (text: string) => said.push(text),
    end: () => (client.writableEnded = true),
    destroy: () => (client.destroyed = true),
  };
  const principal = makePrincipal();
  const stream = openLiveStream({
    res: client as unknown as Response, // all that a stream uses of it
    principal,
    sightOf: (now) => sightOf(now, []),
  });
  return { client, said, stream, principal };
}

const entries = (count: number) => Array.from({ length: count }, () => makeEntry({ at: 1 }));

describe("A live stream whose reader does not follow", () => {
  it("is cut, and told nothing more", () => {
    const { client, said, stream, principal } = openAt(2_000_000);

    stream.resume(principal);
    stream.tell(entries(3));
    stream.beat();

    expect(client.destroyed).to.equal(true);
    expect(said).to.have.length(1);
  });

  it("is cut when it ends, and not left half-sent for ever", () => {
    const { client, stream } = openAt(2_000_000);

    stream.end();

    expect(client).to.include({ writableEnded: true, destroyed: true });
  });

  it("ends when too much has to wait until it is known who reads", () => {
    const { client, said, stream } = openAt(0);

    stream.tell(entries(1_000));
    expect(client.writableEnded).to.equal(false);
    stream.tell(entries(1));

    expect(client).to.include({ writableEnded: true, destroyed: false });
    expect(said).to.deep.equal([]);
  });
});

describe("A live stream that waits until it is known who reads", () => {
  it("tells then what came meanwhile, and to whom it is now", () => {
    const { said, stream, principal } = openAt(0);

    stream.tell(entries(2));
    const before = said.length;
    stream.resume({ ...principal, user: { ...principal.user, id: "user-ada" } });

    expect(before).to.equal(0);
    expect(said.map((text) => /"type":"(\w+)"/.exec(text)?.[1])).to.deep.equal([
      ...["rights_changed", "audit", "audit"],
    ]);
  });
});
