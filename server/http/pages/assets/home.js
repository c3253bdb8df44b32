import "./copy.js";
import { ask } from "./ask.js";
import { signOut, whoIsSignedIn } from "./session.js";

const account = document.getElementById("account");
const who = document.getElementById("who");
const error = document.getElementById("error");
const button = document.getElementById("sign-out");
const isIngress = account.dataset.listener === "ingress";

button.addEventListener("click", () => trying(() => signOut().then(showNobody)));
await trying(isIngress ? welcomeFromHome : welcome);
account.hidden = false;

async function welcomeFromHome() {
  const me = await ask("GET api/auth/me");
  who.textContent = `Home Assistant says that you are ${me.name} (${me.role}).`;
}

async function welcome() {
  const me = await whoIsSignedIn();
  if (me === undefined) {
    showNobody();
    return;
  }
  who.textContent = `You are signed in as ${me.name} (${me.role}).`;
  button.hidden = false;
}

function showNobody() {
  who.textContent = "Nobody is signed in with this browser.";
  button.hidden = true;
  // Made here: the page in Home Assistant's sidebar has no such link.
  const link = Object.assign(document.createElement("a"), { href: "sign-in", className: "button" });
  link.textContent = "Sign in";
  who.after(link);
}

async function trying(task) {
  error.textContent = "";
  button.disabled = true;
  try {
    await task();
  } catch (cause) {
    error.textContent = cause.message;
  } finally {
    button.disabled = false;
  }
}
