import "./copy.js";
import { ask } from "./ask.js";
import { onSubmit } from "./form.js";

const form = document.getElementById("form");

onSubmit(form, async (fields) => {
  const filled = Object.entries(fields).filter(([, value]) => value !== "");
  const secret = location.pathname.split("/").at(-1);
  show(await ask("POST ../api/setup", { body: { secret, ...Object.fromEntries(filled) } }));
});

function show({ user, token }) {
  form.hidden = true;
  document.getElementById("done").hidden = false;
  document.getElementById("who").textContent = user.name;
  document.getElementById("issued").hidden = token === undefined;
  if (token === undefined) return;
  document.getElementById("token").textContent = token.token;
  const claude = document.getElementById("claude");
  claude.textContent = `claude mcp add --transport http vestibule ${claude.dataset.mcp} --header "Authorization: Bearer ${token.token}"`;
}
