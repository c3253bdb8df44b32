/** What Vestibule promises about safety, by id. Each is held by at least one spec that says
 * `promise("<id>", …)` instead of `it`; docs/security.md is written from this list. */
export const promises = {
  "audit.every-call":
    "Every call of a known caller leaves an entry, whatever becomes of it; what is beyond the calls of a minute is counted.",
  "audit.before-act": "An act is durably written down before the home is asked for it.",
  "audit.kill": "A process that is killed has lost no refusal and no act that it answered.",
  "audit.unwritable":
    "An act that cannot be written down is not done, and while nothing can be written no call is let in.",
  "audit.no-secrets":
    "Secrets, known by their names and forms, are masked before anything is written into the audit or the log.",
  "access.hashes": "Secrets of tokens are kept as hashes only, and shown once.",
  "access.revocation":
    "A revoked token is refused at once, or within a second of its end by another process, also on what is open already.",
  "access.ceiling": "A token may never do more than its user, whatever it was given.",
  "access.no-rights": "A token that was given no rights may ask who it is, and nothing else.",
  "access.update":
    "An update never widens what an existing token may do, until somebody accepts what is new.",
  "access.sessions":
    "Who signs in gets a new session, which ends after a day unless it is renewed, and at once when it is revoked or its user is gone.",
  "access.refresh-reuse": "A refresh secret is good once; who brings a spent one ends the session.",
  "access.lock-out":
    "Five wrong passwords lock an account for a while that doubles, and no answer tells whether there is such an account.",
  "access.csrf":
    "What changes something in somebody's browser is done only with the token that another site cannot know.",
  "access.no-widening":
    "No token decides an approval, lifts a freeze or widens anybody's rights, whoever it belongs to.",
  "access.home-role":
    "Who is an admin because the home says so is one no longer than the home says so.",
  "access.freeze":
    "Who is frozen sees no tool and comes through with no call; what is not known of a helper that freezes counts as frozen.",
  "access.privacy":
    "Persons, trackers, phones and cameras are in no other person's token unless a rule names them.",
  "audit.privacy":
    "What somebody else's read asked and was answered is shown to that person and to auditors alone.",
  "rules.next-call": "A change of users, roles, rules or tokens is in effect on the next call.",
  "rules.conditions":
    "A condition that is not known to hold gives nothing, and takes away all that its rule would take.",
  "doors.api-door": "A token without the door api never enters /api.",
  "doors.rights":
    "Every route and every tool lets in exactly those whom the tables of this page name, on both listeners and through every door.",
  "doors.ingress": "Ingress headers are believed from the Supervisor's address alone.",
  "doors.two-listeners": "Neither listener serves a page or a secret of the other.",
  "scope.unseen":
    "What a caller may not see has no name, state, place or number in any answer; that an act also reaches something that is not theirs is all that is ever said.",
  "scope.acts":
    "Nothing outside the scope is acted on, by any tool, target, group, script, scene or service.",
  "rules.hidden-tools": "A tool that is denied and a tool that does not exist get the same answer.",
  "judge.everything": "The strictest decision over all that an act would reach counts.",
  "judge.nothing-moves": "A refused act moves nothing in the home.",
  "judge.sensitive":
    "Unlocking, disarming, opening doors and the like are not done by default, but asked for or refused.",
  "judge.unknown":
    "What cannot be read counts as dangerous until an admin has said that it is harmless.",
  "judge.escalation":
    "What automations do when a helper is flipped or a button pressed is judged with the act.",
  "judge.changed":
    "A script, scene or automation is read once more before it is run, and not run when it changed.",
  "judge.limits": "What is outside a limit is refused, and the answer says what is allowed.",
  "act.exact": "The home is asked for exactly the entities that were judged, never for a place.",
  "act.once": "The same key never acts twice within a day, also over a restart.",
  "act.honest": "The answer to an act says what the home shows, and what is not confirmed.",
  "act.fate": "An act without an answer is said to be of unknown fate, and never tried again.",
  "act.rehearsal": "A rehearsal does nothing, and its hash does just what was rehearsed.",
  "home.texts": "Home Assistant's own error texts are never passed on.",
  "home.pictures": "What opens a camera's picture is taken out of every answer.",
  "throttle.shared": "The calls of a minute belong to the user and are shared by all their tokens.",
} as const;

export type PromiseId = keyof typeof promises;
