import { ask } from "./ask.js";
import { onSubmit } from "./form.js";
import { remember } from "./session.js";

// What stands behind the hash is sent to no server, and must not stay where somebody may look over a shoulder.
const invitation = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
// Another link in the same tab loads nothing by itself.
addEventListener("hashchange", () => location.reload());

const form = document.getElementById("form");
const about = document.getElementById("about");
const { username, name, password } = form.elements;

onSubmit(form, async (filled) => {
  if (filled.password !== filled.again) throw new Error("The two passwords are not the same.");
  await ask("POST api/auth/register", { body: bodyOf(filled) });
  remember();
  location.replace("./");
});

try {
  await (invitation === "" ? welcomeAnybody() : welcomeInvited());
} catch (cause) {
  about.textContent = "";
  document.getElementById("closed").textContent = cause.message;
}

async function welcomeInvited() {
  const { user } = await ask("POST api/auth/invitation", { body: { invitation } });
  if (user === undefined)
    show("You are invited. Choose how you will sign in; this link works once.");
  else askForPassword(user);
}

async function welcomeAnybody() {
  const { registration } = await ask("GET api/auth/options");
  if (registration) show("Choose how you will sign in.");
  else
    throw new Error(
      "Nobody registers here without an invitation. Open the link that you were given again, or ask an admin for one.",
    );
}

/** The username stays in the form, so that what keeps passwords knows whose this is. */
function askForPassword(user) {
  document.title = "A new password";
  document.querySelector("h1").textContent = "A new password";
  form.querySelector("button").textContent = "Set the password";
  username.value = user.username;
  username.readOnly = true;
  name.disabled = true;
  name.closest("label").hidden = true;
  show(`For ${user.name}. You will be signed out everywhere else; this link works once.`);
}

function show(text) {
  about.textContent = text;
  form.hidden = false;
  (username.readOnly ? password : username).focus();
}

function bodyOf(filled) {
  return {
    ...(invitation === "" ? {} : { invitation }),
    ...(username.readOnly ? {} : { username: filled.username }),
    ...(filled.name?.trim() ? { name: filled.name } : {}),
    password: filled.password,
  };
}
