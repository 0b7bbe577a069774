package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A start that can't succeed ends with one line that says what to do, and with status 1. */
class StartFailuresIT {
  private Path directory;
  private Path data;

  @BeforeEach
  void giveItADirectory() {
    directory = Installed.newDirectory("start-failures");
    data = directory.resolve("data");
  }

  @AfterEach
  void takeItAway() {
    Installed.delete(directory);
  }

  @Test
  void namesThePortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(lastWords(Map.of("MOORING_HTTP_PORT", port)))
          .startsWith("Mooring can't start: port " + port + " of 127.0.0.1 is taken")
          .contains("MOORING_HTTP_PORT");
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void listsAllThatIsWrongInTheConfiguration() throws Exception {
    assertThat(
            lastWords(
                Map.of(
                    "MOORING_DATABASE_URL", "jdbc:mysql://localhost/mooring",
                    "MOORING_NODE_HEARTBEAT", "soon",
                    "MOORING_DATABASE_POOL", "2",
                    "MOORING_HTPP_PORT", "9080")))
        .contains("mooring.node.heartbeat is not an ISO 8601 duration")
        .contains("mooring.database.pool is not between 5 and 1000")
        .contains("MOORING_HTPP_PORT is not a setting of Mooring");
    assertThat(data).doesNotExist();
  }

  @Test
  void refusesADatabaseOfAnUnknownKind() throws Exception {
    assertThat(lastWords(Map.of("MOORING_DATABASE_URL", "jdbc:mysql://localhost/mooring")))
        .contains("mooring.database.url is neither embedded Derby nor PostgreSQL");
  }

  @Test
  void leavesADataDirectoryToTheMooringThatHasIt() throws Exception {
    Files.createDirectories(data);
    try (FileChannel lock =
        FileChannel.open(
            data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(lock.tryLock()).isNotNull();

      assertThat(lastWords(Map.of())).contains(data + ", which is in use by another Mooring");
    }
    assertThat(data).isDirectoryNotContaining("glob:**/derby");
  }

  @Test
  void leavesADamagedDatabaseAsItIs() throws Exception {
    Path damaged =
        Files.writeString(
            Files.createDirectories(data.resolve("derby")).resolve("service.properties"),
            "damaged");

    assertThat(lastWords(Map.of())).contains("The database can't be brought to the current schema");
    assertThat(damaged).hasContent("damaged");
  }

  /** Starts the installed server, which must fail, and answers the last line it printed. */
  private String lastWords(Map<String, String> environment)
      throws IOException, InterruptedException {
    Path console = directory.resolve("console.log");
    ProcessBuilder builder =
        new ProcessBuilder(Installed.liberty().resolve("bin/server").toString(), "run", "mooring")
            .redirectErrorStream(true)
            .redirectOutput(console.toFile());
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("MOORING_") || name.startsWith("WLP_"));
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("WLP_OUTPUT_DIR", directory.resolve("output").toString());
    variables.put("MOORING_HTTP_PORT", Integer.toString(Installed.freePort()));
    variables.put("MOORING_DATA_DIRECTORY", data.toString());
    variables.put("JVM_ARGS", MooringServer.JVM_ARGS);
    variables.putAll(environment);

    Process process = builder.start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("it ends by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(1);
    List<String> lines = Files.readAllLines(console);
    assertThat(lines.stream().filter(line -> line.contains("Mooring can't start"))).hasSize(1);
    return lines.get(lines.size() - 1);
  }
}
