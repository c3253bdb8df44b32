import { expect } from "chai";
import { getRounds } from "bcrypt";
import { createPasswords } from "../../../server/access/people/passwords.ts";

const passwords = createPasswords(4);

describe("a password", () => {
  it("is the one that was hashed, and no other", async () => {
    const hash = await passwords.hash("correct horse");

    expect(await passwords.matches("correct horse", hash)).to.equal(true);
    expect(await passwords.matches("Correct horse", hash)).to.equal(false);
  });

  it("is compared with a hash of the same cost when there is none to compare with", async () => {
    const costs: number[] = [];
    const counting = createPasswords(12, (_password, hash) => {
      costs.push(getRounds(hash));
      return Promise.resolve(true);
    });

    expect(await counting.matches("correct horse", undefined)).to.equal(false);
    expect(costs).to.deep.equal([12]);
  });

  it("is none of what bcrypt makes nothing of", async () => {
    for (const password of ["", "correct horse", "\0", "a".repeat(100)])
      expect(await passwords.matches(password, undefined), password).to.equal(false);
  });

  it("is not one that only begins like it, as far as bcrypt reads", async () => {
    const password = "é".repeat(36);
    const hash = await passwords.hash(password);

    expect(await passwords.matches(password, hash)).to.equal(true);
    expect(await passwords.matches(`${password}!`, hash)).to.equal(false);
    expect(await passwords.matches(`${password}\0`, hash)).to.equal(false);
  });
});
