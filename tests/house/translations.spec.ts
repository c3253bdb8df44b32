import { expect } from "chai";
import { z } from "zod";
import { optionsSchema } from "../../server/config.ts";
import { readYaml, repositoryFiles } from "../support/repository.ts";

const sentence = z.string().trim().min(1);
const translationSchema = z.strictObject({
  configuration: z.record(z.string(), z.strictObject({ name: sentence, description: sentence })),
  network: z.record(z.string(), sentence),
});

const files = repositoryFiles().filter((path) => path.startsWith("translations/"));
const read = (path: string) => translationSchema.parse(readYaml(path));
const english = read("translations/en.yaml");
const appConfig = z
  .object({
    ports: z.record(z.string(), z.unknown()),
    ports_description: z.record(z.string(), z.string()),
  })
  .parse(readYaml("config.yaml"));

/** What each description ends with: the Supervisor writes options down when the app starts. */
const restart: Readonly<Record<string, string>> = {
  "translations/en.yaml": "Takes effect after a restart.",
  "translations/fr.yaml": "Prend effet après un redémarrage.",
};

/** Every text of a translation under a path like "configuration.log_level.name". */
function textsOf({ configuration, network }: z.output<typeof translationSchema>) {
  return new Map([
    ...Object.entries(configuration).flatMap(([option, texts]) =>
      Object.entries(texts).map(([key, text]) => [`${option}.${key}`, text] as const),
    ),
    ...Object.entries(network),
  ]);
}

/** Addresses, networks and names that stand for themselves in every language. */
const literalsIn = (text: string): readonly string[] =>
  (text.match(/https?:\/\/[\w./-]*\w|\d+(?:\.\d+){3}(?:\/\d+)?|\*\.[\w.]*\w/g) ?? []).sort();

describe("The app's translations", () => {
  it("exist in English and French, and nothing else lies beside them", () => {
    expect(files).to.include.members(["translations/en.yaml", "translations/fr.yaml"]);
    for (const path of files)
      expect(path).to.match(/^translations\/[a-z]{2,3}(-[A-Za-z]+)?\.yaml$/);
  });

  it("describe the ports in English as config.yaml does", () => {
    expect(english.network).to.deep.equal(appConfig.ports_description);
  });

  for (const path of files)
    describe(path, () => {
      const translation = read(path);
      const texts = textsOf(translation);

      it("names and describes every option and no other", () => {
        expect(Object.keys(translation.configuration)).to.have.members(
          Object.keys(optionsSchema.shape),
        );
      });

      it("describes every port and no other", () => {
        expect(Object.keys(translation.network)).to.have.members(Object.keys(appConfig.ports));
      });

      it("says of every option when it takes effect", () => {
        const sentence = restart[path];
        expect(sentence).to.be.a("string");
        for (const [option, { description }] of Object.entries(translation.configuration))
          expect(description.endsWith(` ${sentence ?? ""}`), option).to.equal(true);
      });

      if (path === "translations/en.yaml") return;

      it("leaves nothing in English", () => {
        const untranslated = [...textsOf(english)].filter(([key, text]) => texts.get(key) === text);
        expect(untranslated).to.deep.equal([]);
      });

      it("gives the same examples as the English", () => {
        for (const [key, text] of textsOf(english))
          expect(literalsIn(texts.get(key) ?? ""), key).to.deep.equal(literalsIn(text));
      });
    });
});
