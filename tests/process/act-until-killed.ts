import type { AuditEntry } from "../../server/gateway/audit-entry.ts";
import { callRest } from "./settled.ts";

export const acts = 200;
const callers = 8;

export interface AnsweredAct {
  readonly callId: string;
  readonly brightness: number;
}

/** Every act sets another brightness, by which it is known again. */
export async function actUntilKilled({
  url,
  secret,
  lamp,
  kill,
}: {
  readonly url: string;
  readonly secret: string;
  readonly lamp: string;
  readonly kill: () => void;
}): Promise<readonly AnsweredAct[]> {
  const answers: AnsweredAct[] = [];
  let next = 1;
  const act = async (): Promise<boolean> => {
    const brightness = next++;
    if (brightness > acts) return false;
    const answered = await callRest(url, secret, "call_service", {
      ...{ service: "light.turn_on", target: { entity_id: [lamp] }, data: { brightness } },
    }).catch(() => undefined);
    if (answered?.callId == null) return false;
    if (answered.status === 200) answers.push({ callId: answered.callId, brightness });
    if (answers.length === acts / 2) kill();
    return true;
  };
  const caller = async () => {
    while (await act());
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return answers;
}

export const brightnessOf = ({ arguments: args = "" }: AuditEntry): number =>
  Number(/"brightness":(\d+)/.exec(args)?.[1]);
