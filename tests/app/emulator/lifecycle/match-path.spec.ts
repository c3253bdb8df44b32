import { expect } from "chai";
import { matchesPath } from "./match-path.ts";

const file = "/data/apps/data/local_vestibule/backup/vestibule.db";

// As Python 3.14 answers PurePath(path).match(pattern).
const cases: readonly [path: string, pattern: string, expected: boolean][] = [
  [file, "vestibule.db", true],
  [file, "backup/vestibule.db", true],
  [file, "*.db", true],
  [file, "vestibule.db-wal", false],
  [file, "local_*/*/vestibule.db", true],
  [file, "backup/*", true],
  [file, "backup", false],
  [file, "local_vestibule/vestibule.db", false],
  [file, "**/vestibule.db", true],
  [file, "local_vestibule/**/vestibule.db", true],
  [file, "data/**/vestibule.db", false],
  [file, "/vestibule.db", false],
  [file, "/data/apps/data/*/backup/vestibule.db", true],
  [file, "/data/apps/data/*/vestibule.db", false],
  [file, "data/apps/data/local_vestibule/backup/vestibule.db", true],
  [file, "more/data/apps/data/local_vestibule/backup/vestibule.db", false],
  [file, "vestibule.d?", true],
  [file, "vestibule?db", true],
  [file, "vestibuleXdb", false],
  [file, "vestibule.d[abc]", true],
  [file, "vestibule.d[!abc]", false],
  [file, "vestibule.d[!]]", true],
  [file, "VESTIBULE.DB", false],
  [file, "./backup/./vestibule.db", true],
  ["/data/a[1].db", "a[[]1].db", true],
  ["/data/a[1].db", "a[1].db", false],
  ["/data/a[.db", "a[.db", true],
  ["/data/a^b", "a[^]b", true],
  ["/data/a(b)+$", "a(b)+$", true],
];

describe("a file that is left out of a backup", () => {
  for (const [path, pattern, expected] of cases)
    it(`${expected ? "is" : "is not"} ${path} for ${pattern}`, () => {
      expect(matchesPath(path, pattern)).to.equal(expected);
    });

  it("is never found by an empty pattern", () => {
    expect(() => matchesPath(file, "")).to.throw("empty pattern");
  });
});
