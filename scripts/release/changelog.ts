// CHANGELOG.md: what a version brings, as people read it when they are asked to update.

const heading = /^## (\d+\.\d+\.\d+\S*)$/;

/** The version at the top. @throws Error when the page does not begin as Home Assistant reads it. */
export function newestVersion(changelog: string): string {
  const newest = /^# Changelog\n\n## (\d+\.\d+\.\d+\S*)\n/.exec(changelog)?.[1];
  if (newest === undefined)
    throw new Error('CHANGELOG.md must begin with "# Changelog" and the newest version.');
  return newest;
}

/** What stands below the heading of a version, without it. @throws Error when nothing does. */
export function notesOf(changelog: string, version: string): string {
  const lines = changelog.split("\n");
  const begin = lines.findIndex((line) => heading.exec(line)?.[1] === version);
  if (begin === -1) throw new Error(`CHANGELOG.md tells nothing of ${version}.`);
  const rest = lines.slice(begin + 1);
  const end = rest.findIndex((line) => heading.test(line));
  const notes = (end === -1 ? rest : rest.slice(0, end)).join("\n").trim();
  if (notes === "") throw new Error(`CHANGELOG.md has a heading for ${version}, and no text.`);
  return `${notes}\n`;
}
