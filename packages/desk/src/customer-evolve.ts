import type { CustomerEvent } from "@docket/schemas";
import {
  isKnown,
  isSame,
  type CustomerState,
  type Merged,
  type Registered,
} from "./customer-state.ts";

export function evolve(state: CustomerState, event: CustomerEvent): CustomerState {
  switch (event.type) {
    case "customerRegistered":
      return { ...event.data, status: "registered", name: event.data.name ?? null };
    case "customerMerged":
      return {
        ...(isKnown(state) ? state : NOTHING_KNOWN),
        status: "merged",
        into: event.data.into,
      };
    case "customerUnmerged":
      return state.status === "merged" ? unmerged(state) : state;
    case "customerErased":
    case "erasureCompleted":
      return { status: "erased" };
    case "identityRemoved": {
      if (!isKnown(state)) return state;
      const identities = state.identities.filter((identity) => !isSame(identity, event.data));
      return { ...state, identities };
    }
    case "preferencesChanged":
      if (!isKnown(state)) return state;
      return { ...state, preferences: { ...state.preferences, ...event.data } };
    case "customerRenamed":
      return state.status === "registered" ? { ...state, name: event.data.name } : state;
    case "identityAdded":
      if (state.status !== "registered") return state;
      return { ...state, identities: [...state.identities, event.data] };
    case "tierChanged":
      return state.status === "registered" ? { ...state, tier: event.data.to } : state;
    case "noEffect":
      return state;
    default:
      return event satisfies never;
  }
}

const NOTHING_KNOWN = { name: null, tier: "standard", identities: [], preferences: {} } as const;

function unmerged(state: Merged): Registered {
  const { into: _, ...known } = state;
  return { ...known, status: "registered" };
}
