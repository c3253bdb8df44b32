import { ask } from "./ask.js";
import { onSubmit } from "./form.js";
import { remember } from "./session.js";

const form = document.getElementById("form");

onSubmit(form, async ({ username, password }) => {
  await ask("POST api/auth/login", { body: { username, password } });
  remember();
  location.replace("./");
});

try {
  const offered = await ask("GET api/auth/options");
  document.getElementById("home").hidden = !offered.home_sign_in;
  document.getElementById("register").hidden = !offered.registration;
} catch (cause) {
  document.getElementById("error").textContent = cause.message;
}
