import "./copy.js";

const form = document.getElementById("form");
const error = document.getElementById("error");
const button = form.querySelector("button");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  error.textContent = "";
  button.disabled = true;
  try {
    show(await complete());
  } catch (cause) {
    error.textContent = cause.message;
  } finally {
    button.disabled = false;
  }
});

async function complete() {
  const filled = [...new FormData(form)].filter(([, value]) => value !== "");
  const secret = location.pathname.split("/").at(-1);
  const response = await fetch("../api/setup", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ secret, ...Object.fromEntries(filled) }),
  });
  const reply = await response.json();
  if (!response.ok) throw new Error([reply.error.message, reply.error.hint].join(" "));
  return reply;
}

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
