// States and events in their long form.
import type { HomeEvent } from "../core/bus.ts";
import { isoTime } from "../core/clock.ts";
import type { State } from "../core/model.ts";

export const fullState = (state: State) => ({
  entity_id: state.entity_id,
  state: state.state,
  attributes: state.attributes,
  last_changed: isoTime(state.last_changed),
  last_reported: isoTime(state.last_updated),
  last_updated: isoTime(state.last_updated),
  context: state.context,
});

export const typeOf = (event: HomeEvent): string =>
  event.kind === "state" ? "state_changed" : event.event_type;

export const fullEvent = (event: HomeEvent) => ({
  event_type: typeOf(event),
  data: event.kind === "state" ? changeOf(event.change) : event.data,
  origin: "LOCAL",
  time_fired: isoTime(event.time_fired),
  context: event.context,
});

const changeOf = ({
  entity_id,
  old_state,
  new_state,
}: (HomeEvent & { kind: "state" })["change"]) => ({
  entity_id,
  old_state: old_state && fullState(old_state),
  new_state: new_state && fullState(new_state),
});
