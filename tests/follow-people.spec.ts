import { expect } from "chai";
import type { HomePerson } from "../server/access/people/people.ts";
import { followPeople } from "../server/follow-people.ts";
import { until } from "./support/until.ts";

const alex: HomePerson = { id: "alex", name: "Alex", isAdmin: true, isActive: true };

/** A home that tells when its people change, and who follows it. */
function listen(people: () => Promise<readonly HomePerson[]>) {
  const listeners = new Set<() => void>();
  const followed: (readonly HomePerson[])[] = [];
  const warnings: unknown[] = [];
  const end = followPeople(
    {
      people,
      onPeople: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    {
      followHome: (list) => {
        followed.push(list);
        return Promise.resolve();
      },
    },
    { warn: (...said: unknown[]) => void warnings.push(said) },
  );
  return { followed, warnings, listeners, end, tell: () => listeners.forEach((tell) => tell()) };
}

describe("Users who follow the home", () => {
  it("are told who its people are whenever it says that they changed", async () => {
    const { followed, tell } = listen(() => Promise.resolve([alex]));
    tell();

    await until("somebody is told", () => followed.length > 0);

    expect(followed).to.deep.equal([[alex]]);
  });

  it("stay as they are when it cannot be asked, and the log says so", async () => {
    const { followed, warnings, tell } = listen(() => Promise.reject(new Error("away")));
    tell();

    await until("somebody is warned", () => warnings.length > 0);

    expect(followed).to.deep.equal([]);
  });

  it("are told no more in the end", () => {
    const { listeners, end } = listen(() => Promise.resolve([]));
    end();

    expect(listeners.size).to.equal(0);
  });
});
