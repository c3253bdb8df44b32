import { attack } from "./journeys/attack.ts";
import { coming } from "./journeys/coming.ts";
import { models } from "./journeys/models.ts";
import { panel } from "./journeys/panel.ts";
import { setUpMachine } from "./machine.ts";
import { signIn } from "./journeys/sign-in.ts";

describe("The app, installed before a real Home Assistant", () => {
  const machine = setUpMachine();

  models(machine);
  panel(machine);
  signIn(machine);
  attack(machine);
  coming(machine);
});
