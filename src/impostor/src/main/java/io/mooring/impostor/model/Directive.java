package io.mooring.impostor.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** What a prompt asks the scripted model to do; {@link DirectiveParser} knows how it is written. */
sealed interface Directive {

  /** The number of times of a directive that never stops failing. */
  int ALWAYS = Integer.MAX_VALUE;

  /** Answers the text. */
  record Say(String text) implements Directive {}

  /** Answers so many words with a pause between them, from {@code text} again and again. */
  record Slow(int words, Duration pause, String text) implements Directive {}

  /** Thinks, then answers. */
  record Reason(String thought, String text) implements Directive {}

  /** Calls tools: an array of steps, each one call or an array of parallel calls. */
  record Tools(JsonNode steps) implements Directive {}

  /** Fails with an HTTP status so many times. */
  record Status(int code, int times, int retryAfterSeconds) implements Directive {}

  /** Cuts the connection after so many words, so many times. */
  record Drop(int afterWords, int times) implements Directive {}

  /** Never answers. */
  record Hang() implements Directive {}

  /** Answers as if the output limit were reached. */
  record Length(String text) implements Directive {}

  /** Answers nothing at all. */
  record Empty() implements Directive {}

  /** Answers with the earlier user messages. */
  record Recall() implements Directive {}

  /** What a prompt without a directive gets. */
  record Echo(String prompt) implements Directive {}
}
