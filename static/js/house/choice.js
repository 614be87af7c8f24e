// What one page asks of the next: the agent that the next new conversation is meant for.
import { signal } from "@preact/signals";

export const talkTo = signal(null);
