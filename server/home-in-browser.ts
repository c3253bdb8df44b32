import type { Home } from "./home/home.ts";

/** Where a browser opens the home: as somebody said, else as the home says; undefined: nobody knows. */
export function homeInBrowser(
  said: string | undefined,
  home: Pick<Home, "snapshot">,
): () => string | undefined {
  return () => {
    if (said !== undefined) return said;
    try {
      const { external_url, internal_url } = home.snapshot().config;
      return external_url ?? internal_url;
    } catch {
      // It was never asked: it is not there.
      return undefined;
    }
  };
}
