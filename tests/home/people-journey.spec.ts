import { admins } from "./people-journey/admins.ts";
import { away } from "./people-journey/away.ts";
import { conditions } from "./people-journey/conditions.ts";
import { freezing } from "./people-journey/freeze.ts";
import { guest } from "./people-journey/guest.ts";
import { moveIn } from "./people-journey/house.ts";
import { phones } from "./people-journey/phones.ts";

describe("People of a real home, at every door", () => {
  const house = moveIn();

  admins(house);
  away(house);
  guest(house);
  const { couple } = phones(house);
  freezing(house, () => couple().otto);
  conditions(house, couple);
});
