/** Sends a form by script, so that no password ends up in an address, and says what is wrong in words. */
export function onSubmit(form, send) {
  const error = form.querySelector("[role=alert]");
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    button.disabled = true;
    try {
      await send(Object.fromEntries(new FormData(form)));
    } catch (cause) {
      error.textContent = cause.message;
    } finally {
      button.disabled = false;
    }
  });
}
