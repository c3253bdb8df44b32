import { ask } from "./ask.js";

// The cookies are hidden from scripts, and a renewal without one is a refusal that is written down: so it is kept
// here that somebody signed in with this browser, and nothing of who.
const mark = "vestibule.signed-in";
const apartMs = 1000;

/** Who is signed in with this browser, whose session is renewed when it must be; undefined: nobody. */
export async function whoIsSignedIn() {
  const me = await whoIs();
  if (me !== undefined) remember();
  if (me !== undefined || kept()?.getItem(mark) == null) return me;
  return oneTabAtATime(async () => (await whoIs()) ?? renew());
}

/** Somebody signed in just now. */
export const remember = () => kept()?.setItem(mark, "yes");

export async function signOut() {
  // Asked anew: another tab may have renewed the session meanwhile, and its token with it.
  const me = await whoIsSignedIn();
  if (me !== undefined) await ask("POST api/auth/logout", { csrfToken: me.csrf_token });
  forget();
}

const whoIs = () => unlessNobody(ask("GET api/auth/me"));

async function renew() {
  const me = await unlessNobody(ask("POST api/auth/refresh"));
  if (me === undefined) forget();
  return me;
}

const forget = () => kept()?.removeItem(mark);

async function unlessNobody(asked) {
  try {
    return await asked;
  } catch (refusal) {
    if (refusal.code === "not_authenticated") return undefined;
    throw refusal;
  }
}

/** A refresh secret is good once: two tabs with the same would end the session. */
async function oneTabAtATime(renewal) {
  if (navigator.locks !== undefined) return navigator.locks.request(mark, renewal);
  // Browsers have locks over HTTPS alone. Some time apart, the later tab finds the session renewed.
  await new Promise((resolve) => setTimeout(resolve, Math.random() * apartMs));
  return renewal();
}

/** Nothing where the browser keeps nothing for pages. */
function kept() {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
