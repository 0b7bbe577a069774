package io.mooring.impostor.model;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What the model was asked, in the order of arrival. */
final class ModelCalls {
  private final AtomicInteger next = new AtomicInteger();
  private final List<ModelCall> calls = new CopyOnWriteArrayList<>();
  private final Clock clock;

  ModelCalls(Clock clock) {
    this.clock = clock;
  }

  ModelCall record(String model, Conversation asked) {
    ModelCall call =
        new ModelCall(
            next.getAndIncrement(),
            clock.instant(),
            model,
            asked.lastUserText(),
            asked.systemPrompt(),
            asked.toolStepsDone(),
            asked.asksForTitle(),
            asked.messages());
    calls.add(call);
    return call;
  }

  List<ModelCall> all() {
    return List.copyOf(calls);
  }

  List<ModelCall> containing(String nonce) {
    return calls.stream()
        .filter(call -> !call.title() && call.lastUserText().contains(nonce))
        .toList();
  }

  void forget() {
    calls.clear();
  }
}
