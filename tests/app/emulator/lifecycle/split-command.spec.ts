import { expect } from "chai";
import { splitCommand } from "./split-command.ts";

const cases: readonly [command: string, words: readonly string[]][] = [
  ["vestibule backup write", ["vestibule", "backup", "write"]],
  ["/usr/local/bin/vestibule  backup   done", ["/usr/local/bin/vestibule", "backup", "done"]],
  [`say "two words" 'and $HOME'`, ["say", "two words", "and $HOME"]],
  ["keep $HOME as it is", ["keep", "$HOME", "as", "it", "is"]],
  [String.raw`a\ b c`, ["a b", "c"]],
];

describe("a command of config.yaml", () => {
  for (const [command, words] of cases)
    it(`${command} has the words ${words.join(" | ")}`, () => {
      expect(splitCommand(command)).to.deep.equal(words);
    });

  for (const command of ["a && b", "a | b", "a > b", "a; b", "rm *"])
    it(`cannot be ${command}, which wants a shell`, () => {
      expect(() => splitCommand(command)).to.throw("without a shell");
    });
});
