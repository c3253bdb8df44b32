// What an owner does in Home Assistant's settings about the people of the home.
import { z } from "zod";
import type { RealHome } from "./home-assistant.ts";
import type { Account } from "./sign-in.ts";

type Owner = Pick<RealHome, "command">;

const madeUser = z.object({ user: z.object({ id: z.string() }) });
const personList = z.object({ storage: z.array(z.object({ id: z.string(), name: z.string() })) });

export type Group = "system-admin" | "system-users" | "system-read-only";

export interface NewPerson extends Pick<Account, "username" | "password"> {
  readonly name: string;
  readonly group?: Group;
  readonly trackers?: readonly string[];
}

/** Makes an account, and a person in the home with it. @returns the account's id. */
export async function createPerson({ command }: Owner, person: NewPerson): Promise<string> {
  const { name, username, password, group = "system-users", trackers = [] } = person;
  const made = await command({ type: "config/auth/create", name, group_ids: [group] });
  const user_id = madeUser.parse(made).user.id;
  const type = "config/auth_provider/homeassistant/create";
  await command({ type, user_id, username, password });
  await command({ type: "person/create", name, user_id, device_trackers: trackers });
  return user_id;
}

const update = ({ command }: Owner, user_id: string, changes: object) =>
  command({ type: "config/auth/update", user_id, ...changes });

export const demote = (owner: Owner, userId: string) =>
  update(owner, userId, { group_ids: ["system-users"] });

export const promote = (owner: Owner, userId: string) =>
  update(owner, userId, { group_ids: ["system-admin"] });

/** Ends all their tokens and sockets as well. */
export const deactivate = (owner: Owner, userId: string) =>
  update(owner, userId, { is_active: false });

/** Without the tokens they had. */
export const reactivate = (owner: Owner, userId: string) =>
  update(owner, userId, { is_active: true });

export const removeAccount = ({ command }: Owner, user_id: string) =>
  command({ type: "config/auth/delete", user_id });

/** Links a person with other trackers, or another account. */
export async function changePerson(
  { command }: Owner,
  name: string,
  changes: { readonly user_id?: string | null; readonly device_trackers?: readonly string[] },
): Promise<void> {
  const { storage } = personList.parse(await command({ type: "person/list" }));
  const person_id = storage.find((person) => person.name === name)?.id;
  await command({ type: "person/update", person_id, ...changes });
}

/** To Assist, or hides from it. */
export const expose = ({ command }: Owner, entity_ids: readonly string[], should_expose = true) =>
  command({
    type: "homeassistant/expose_entity",
    assistants: ["conversation"],
    entity_ids,
    should_expose,
  });

const registered = z.object({ webhook_id: z.string() });

export interface Phone {
  /** Where it is. */
  move(latitude: number, longitude: number): Promise<void>;
  /** `sensor.<phone>_<sensor>` in the home. */
  tell(sensor: string, state: string | number): Promise<void>;
}

/** A phone with the companion app, as its owner sets it up: `token` is theirs. */
export async function setUpPhone(url: string, token: string, name: string): Promise<Phone> {
  const answer = await post(`${url}/api/mobile_app/registrations`, token, {
    ...{ device_id: name, app_id: "specs", app_name: "Specs", app_version: "1" },
    ...{ device_name: name, manufacturer: "Specs", model: "Phone", os_name: "Specs" },
    ...{ os_version: "1", supports_encryption: false },
    // With an address to push to it is somebody who can be written to; nothing listens there.
    app_data: { push_token: "specs", push_url: "http://127.0.0.1:9/" },
  });
  const hook = `${url}/api/webhook/${registered.parse(await answer.json()).webhook_id}`;
  return {
    async move(latitude, longitude) {
      const data = { gps: [latitude, longitude], gps_accuracy: 10, battery: 60 };
      await post(hook, token, { type: "update_location", data });
    },
    async tell(sensor, state) {
      const data = { name: sensor, state, type: "sensor", unique_id: sensor };
      await post(hook, token, { type: "register_sensor", data });
    },
  };
}

async function post(address: string, token: string, json: object): Promise<Response> {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(json),
  });
  if (!answer.ok) throw new Error(`The phone was answered with ${answer.status}.`);
  return answer;
}
