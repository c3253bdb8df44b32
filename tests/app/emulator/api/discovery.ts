// What apps announce to Home Assistant.
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

export interface DiscoveryMessage {
  readonly uuid: string;
  /** The slug of the app that announced it. */
  readonly addon: string;
  readonly service: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What Home Assistant was told, without the config: it comes and asks for that. */
export interface DiscoveryPush {
  readonly command: "delete" | "post";
  readonly uuid: string;
}

export interface Discovery {
  messages(): readonly DiscoveryMessage[];
  /** What Home Assistant sees when it asks: of apps that have started only. */
  seenByCore(): readonly DiscoveryMessage[];
  pushes(): readonly DiscoveryPush[];
  /** The same message keeps its uuid, also with another config. */
  announce(message: Omit<DiscoveryMessage, "uuid">): DiscoveryMessage;
  find(uuid: string): DiscoveryMessage | undefined;
  withdraw(uuid: string): void;
}

export interface DiscoveryParts {
  isStarted(addon: string): boolean;
  isCoreUp(): boolean;
}

export function createDiscovery(parts: DiscoveryParts): Discovery {
  const messages = new Map<string, DiscoveryMessage>();
  const pushes: DiscoveryPush[] = [];

  function push(command: DiscoveryPush["command"], uuid: string): void {
    if (parts.isCoreUp()) pushes.push({ command, uuid });
  }

  return {
    messages: () => [...messages.values()],
    seenByCore: () => [...messages.values()].filter(({ addon }) => parts.isStarted(addon)),
    pushes: () => [...pushes],
    find: (uuid) => messages.get(uuid),
    announce({ addon, service, config }) {
      const known = [...messages.values()].find(
        (message) => message.addon === addon && message.service === service,
      );
      if (known && isDeepStrictEqual(known.config, config)) return known;
      const uuid = known?.uuid ?? randomUUID().replaceAll("-", "");
      const message = { uuid, addon, service, config };
      messages.set(uuid, message);
      push("post", uuid);
      return message;
    },
    withdraw(uuid) {
      if (messages.delete(uuid)) push("delete", uuid);
    },
  };
}
