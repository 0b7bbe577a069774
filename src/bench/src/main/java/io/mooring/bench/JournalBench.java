package io.mooring.bench;

import io.mooring.client.NewSession;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many rows and bytes a turn leaves in the database, by what the agent did in it. */
final class JournalBench {
  private static final int TURNS = 10;
  private static final String JOURNAL = "feed_events";

  private static final Map<String, String> KINDS = kinds();

  private final Options options;

  JournalBench(Options options) {
    this.options = options;
  }

  private static Map<String, String> kinds() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("a short text", "@replay a_text");
    kinds.put("reasoning and a text", "@replay b_reason");
    kinds.put("a text of 200 deltas", "@burst 200 2000");
    kinds.put("a text of 2,000 deltas", "@burst 2000 2000");
    kinds.put("a loop over tools", "@replay c_tools");
    kinds.put("a subagent", "@replay k_subagent");
    return kinds;
  }

  void run(Report report) throws IOException, InterruptedException, SQLException {
    Map<String, String> sessions = new LinkedHashMap<>();
    try (ScriptedUpstream upstream = ScriptedUpstream.start(0);
        MooringServer server =
            MooringServer.external(
                options, "journal", 0, upstream.baseUri(), options.work(), Map.of())) {
      for (Map.Entry<String, String> kind : KINDS.entrySet()) {
        String session = server.client().sessions().create(NewSession.of(kind.getKey())).id();
        for (int i = 0; i < TURNS; i++) {
          TurnBench.turn(server.client(), session, kind.getValue());
        }
        sessions.put(kind.getKey(), session);
      }
    }
    report.section("l. Rows and bytes that a turn leaves in the database");
    report.line(
        "| a turn with | rows of the journal | bytes of the journal | of messages | of the turn |"
            + " of the export | other |");
    report.line("|---|---:|---:|---:|---:|---:|---:|");
    ServerDatabase database = ServerDatabase.derby(MooringServer.home(options, "journal"));
    for (Map.Entry<String, String> session : sessions.entrySet()) {
      row(
          report,
          session.getKey(),
          database.use(open -> new SessionRows(open).of(session.getValue())));
    }
    report.line("");
    report.note(
        "The mean of %d turns of one session; a number counts 8 bytes, indexes and pages are not"
            + " counted. Of exports a session keeps the last few, so their share is less with each"
            + " turn.",
        TURNS);
  }

  private static void row(Report report, String name, List<SessionRows.Table> tables) {
    long rows = 0;
    long journal = 0;
    long messages = 0;
    long turns = 0;
    long exports = 0;
    long other = 0;
    for (SessionRows.Table table : tables) {
      switch (table.name()) {
        case JOURNAL -> {
          rows += table.rows().size();
          journal += table.bytes();
        }
        case "messages" -> messages += table.bytes();
        case "turns" -> turns += table.bytes();
        case "conversation_exports" -> exports += table.bytes();
        default -> other += table.bytes();
      }
    }
    report.line(
        "| %s | %.1f | %d | %d | %d | %d | %d |",
        name,
        1.0 * rows / TURNS,
        journal / TURNS,
        messages / TURNS,
        turns / TURNS,
        exports / TURNS,
        other / TURNS);
  }
}
