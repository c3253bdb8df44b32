// What people's Home Assistant reads of a release: the app's configuration with the image that was published.
// Without the Dockerfile and build.yaml, nothing of it can be built on a device.
import { parseDocument } from "yaml";

/** The files that the Supervisor and the app store show, and the licence they are under. */
export const storeFiles = [
  "CHANGELOG.md",
  "DOCS.md",
  "LICENSE",
  "README.md",
  "apparmor.txt",
  "icon.png",
  "logo.png",
  "repository.yaml",
  "translations",
] as const;

/** config.yaml with its image, its comments kept. @throws Error when it names one already. */
export function withImage(configText: string, image: string): string {
  if (!/^[a-z0-9.-]+(\/[a-z0-9._-]+)+$/.test(image))
    throw new Error(`${image} is no name of an image without a tag.`);
  const config = parseDocument(configText);
  if (config.has("image")) throw new Error("config.yaml names an image already.");
  config.set("image", image);
  return config.toString({ lineWidth: 0 });
}
