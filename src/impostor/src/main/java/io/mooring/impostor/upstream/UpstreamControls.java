package io.mooring.impostor.upstream;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a test can make a scripted upstream do, and read off it; safe for any thread. The same over
 * HTTP: see {@link ControlRoutes}.
 */
public final class UpstreamControls {
  private final Instance instance;
  private final UpstreamRoutes routes;

  UpstreamControls(Instance instance, UpstreamRoutes routes) {
    this.instance = instance;
    this.routes = routes;
  }

  /**
   * What happened since the start.
   *
   * @param sessions the ids of those that live, newest first
   * @param sessionsCreated forks and subagents' sessions included
   * @param runs how often the model would have been asked to answer a prompt
   * @param running turns that have not ended
   * @param streams event streams that are open
   * @param requests calls of known routes; event streams and these controls don't count
   */
  public record State(
      List<String> sessions,
      int sessionsCreated,
      int sessionsDeleted,
      int prompts,
      int runs,
      int running,
      int streams,
      int requests) {}

  public State state() {
    synchronized (instance) {
      return new State(
          instance.sessions.all().stream().map(SessionState::id).toList(),
          instance.sessions.created,
          instance.sessions.deleted,
          instance.turns.prompts,
          instance.turns.runs,
          instance.turns.running(),
          instance.streams.open(),
          instance.requests.get());
    }
  }

  /** Recorded gaps are multiplied by the factor: 0, the default, for no delay; 1 as recorded. */
  public void speed(double factor) {
    instance.speed = factor;
  }

  /** Cuts all event streams after what is on its way. */
  public void cutStreams() {
    instance.streams.cut();
  }

  /** Cuts all event streams once so many more events have been told; heartbeats don't count. */
  public void cutStreamsAfter(int events) {
    instance.streamFaults.cutAfter(events);
  }

  /** Each event reaches its readers so much later. */
  public void delayEvents(Duration time) {
    instance.streamFaults.delay(time);
  }

  /** While on, connections stay and nothing comes over them, not even heartbeats. */
  public void stallStreams(boolean on) {
    instance.streamFaults.stall(on);
  }

  /** The time without an event after which a heartbeat is sent: 10 s by default. */
  public void heartbeatEvery(Duration time) {
    instance.streamFaults.heartbeat(time);
  }

  /** Turns begun from now on are told in another order that the wire allows; empty for none. */
  public void reorder(OptionalLong seed) {
    instance.reorderSeed = seed;
  }

  /**
   * The next calls of a route misbehave.
   *
   * @param route such as {@code POST /session/{id}/prompt_async}, literally with {@code {id}}
   */
  public void answerNext(String route, Fault fault, int times) {
    if (!routes.knows(route)) {
      throw new IllegalArgumentException("no such route: " + route);
    }
    instance.routeFaults.add(route, fault, times);
  }

  /** While on, an abort is answered with yes and changes nothing. */
  public void ignoreAborts(boolean on) {
    instance.ignoresAborts = on;
  }

  /**
   * As if the server died in mid-turn and came back: streams are cut, turns and asks are gone, the
   * status is empty, and an unfinished assistant message stays so for ever.
   */
  public void killMidTurn() {
    instance.kill();
  }

  /**
   * Sessions created from now on in that directory belong to the project; "global" is the usual.
   */
  public void assignProject(String directory, String project) {
    instance.assignProject(directory, project);
  }
}
