package io.mooring.impostor.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One completion request that the scripted model received.
 *
 * @param index counts from 0, titles included, and never starts again
 * @param step how many tool-calling answers this turn had before: 0 for a prompt's first call
 * @param title whether it asked for a session's title, which is no part of any turn
 * @param messages the request's messages as they came
 */
public record ModelCall(
    int index,
    Instant at,
    String model,
    String lastUserText,
    String systemPrompt,
    int step,
    boolean title,
    JsonNode messages) {}
