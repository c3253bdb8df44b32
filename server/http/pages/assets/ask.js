/** Asks the API: ask("POST api/auth/login", { body }). The address is relative to the page, which may be below a prefix.
 * What is refused is thrown, its message in words and its code beside it. */
export async function ask(route, { body, csrfToken } = {}) {
  const [method, address] = route.split(" ");
  const response = await fetch(address, {
    method,
    headers: {
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(csrfToken === undefined ? {} : { "X-CSRF-Token": csrfToken }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => undefined);
  // A proxy on the way may answer in words of its own.
  const reply = await response?.json().catch(() => undefined);
  if (response?.ok && reply !== undefined) return reply;
  throw refusalOf(reply?.error ?? noAnswer);
}

const noAnswer = { message: "Vestibule does not answer.", hint: "Try again in a moment." };

function refusalOf({ code, message, hint, details }) {
  const waitMs = details?.retry_after_ms;
  const advice = waitMs === undefined ? hint : `Try again in ${inWords(waitMs)}.`;
  return Object.assign(new Error([message, advice].filter(Boolean).join(" ")), { code });
}

/** "40 seconds", "15 minutes", "2 hours" */
function inWords(ms) {
  const [unit, unitMs] = units.find(([, unitMs]) => ms > unitMs) ?? units.at(-1);
  const format = new Intl.NumberFormat("en", { style: "unit", unit, unitDisplay: "long" });
  return format.format(Math.max(1, Math.ceil(ms / unitMs)));
}

const units = [
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];
