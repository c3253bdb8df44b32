// Copies what a button names. On plain HTTP browsers keep the clipboard to themselves, but not a selection.

const said = document.getElementById("said");
let clearing;

/** @param {string} text */
export async function copy(text) {
  if (window.isSecureContext && navigator.clipboard) await navigator.clipboard.writeText(text);
  else copySelected(text);
  say("Copied");
}

function copySelected(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "off-screen";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

function say(text) {
  said.textContent = text;
  clearTimeout(clearing);
  clearing = setTimeout(() => (said.textContent = ""), 2000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) void copy(document.getElementById(button.dataset.copy).innerText.trim());
});
