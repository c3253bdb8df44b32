import { days } from "./acts/days.ts";
import { failures } from "./acts/failures.ts";
import { moveIn } from "./acts/household.ts";
import { looks } from "./acts/looks.ts";
import { refusals } from "./acts/refusals.ts";

describe("Acts in a real home", () => {
  const household = moveIn();

  refusals(household);
  failures(household);
  days(household);
  looks(household);
});
