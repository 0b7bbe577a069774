package io.mooring.message;

/** Makes an assistant's text what people are shown of it: implemented by who filters the reply. */
public interface AgentText {
  /** The text as a turn shows it. */
  String shown(String raw);
}
