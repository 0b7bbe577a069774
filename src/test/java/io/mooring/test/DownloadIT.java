package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Downloads that don't come to their end: what is left of them in the server, and who is told. */
@ExtendWith(Mooring.Shared.class)
class DownloadIT {
  /** More than all buffers on the way can hold. */
  private static final int BYTES = 48 << 20;

  private static final int MET_BYTES = 200_000;

  /** Liberty's writeTimeout, 10 s, and some. */
  private static final Duration STALLED_AT_MOST = Duration.ofSeconds(40);

  @Test
  void aReceiverThatGoesAwayOrStallsHoldsNothingAndIsNoError(Mooring mooring) throws Exception {
    String id = snapshot(mooring, 1);
    int logged = mooring.server().log().length();

    try (Socket leaving = begun(mooring, id)) {
      assertThat(openPacks(mooring)).isNotEmpty();
      leaving.setSoLinger(true, 0); // what close() then sends is a reset
    }
    closed(mooring);
    try (Socket stalled = begun(mooring, id)) {
      assertThat(openPacks(mooring)).isNotEmpty();
      closed(mooring);
      assertThat(stalled.isClosed()).isFalse();
    }

    assertThat(mooring.server().log().substring(logged)).isBlank();
    assertThat(mooring.alice().stream(archive(id)).body().readAllBytes().length)
        .isGreaterThan(BYTES);
  }

  @Test
  void whatTurnsOutUnreadableOnTheWayHasNoEndAndIsTold(Mooring mooring) throws Exception {
    String id = snapshot(mooring, 2);
    Path pack = largestNewPack(mooring);
    long at = Files.size(pack) / 2;

    flip(pack, at);
    try {
      HttpResponse<InputStream> torn = mooring.alice().stream(archive(id));

      assertThat(torn.statusCode()).isEqualTo(200);
      try (ZstdInputStream archive = new ZstdInputStream(torn.body())) {
        assertThatThrownBy(archive::readAllBytes).isInstanceOf(IOException.class);
      }
      String audit =
          mooring.server().as("audrey").get("/api/v1/audit?target=" + id).expect(200).text();
      assertThat(audit).contains("snapshot.unreadable").contains("alice");
      assertThat(mooring.server().log()).contains("snapshot-unreadable: reading snapshot " + id);
      closed(mooring);
    } finally {
      flip(pack, at);
    }
    assertThat(mooring.alice().stream(archive(id)).body().readAllBytes().length)
        .isGreaterThan(BYTES);
  }

  private static String snapshot(Mooring mooring, long seed) throws IOException {
    Http alice = mooring.alice();
    String session = mooring.session();
    Path workdir = Path.of(alice.get("/api/v1/sessions/" + session).expect(200).at("workdir"));
    byte[] noise = new byte[BYTES];
    new Random(seed).nextBytes(noise);
    Files.write(workdir.resolve("noise"), noise);
    String taken =
        alice
            .with("Prefer", "wait=60")
            .post("/api/v1/sessions/" + session + "/snapshots", "{}")
            .expect(201)
            .at("id");
    Files.delete(workdir.resolve("noise"));
    return taken;
  }

  private static String archive(String id) {
    return "/api/v1/snapshots/" + id + "/archive";
  }

  /** A download of which only the beginning is read. */
  private static Socket begun(Mooring mooring, String id) throws IOException {
    Socket socket = SlowReader.get(mooring.server(), archive(id));
    byte[] beginning = socket.getInputStream().readNBytes(MET_BYTES);
    assertThat(new String(beginning, 0, 12, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
    return socket;
  }

  private static void closed(Mooring mooring) {
    Awaitility.await("the end of the download")
        .atMost(Patience.of(STALLED_AT_MOST))
        .until(() -> openPacks(mooring).isEmpty());
  }

  /** The packs that the server has open now. */
  private static List<Path> openPacks(Mooring mooring) throws IOException {
    Path store = mooring.server().data().toRealPath().resolve("snapshots");
    try (Stream<Path> open = Files.list(Path.of("/proc/" + mooring.server().pid() + "/fd"))) {
      return open.map(DownloadIT::target).filter(file -> file.startsWith(store)).toList();
    }
  }

  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (NoSuchFileException e) { // closed meanwhile
      return descriptor;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path largestNewPack(Mooring mooring) throws IOException {
    try (Stream<Path> files = Files.walk(mooring.server().data().resolve("snapshots"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toFile().length() > BYTES / 8)
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .orElseThrow();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.flip();
      one.put(0, (byte) (one.get(0) ^ 1));
      channel.write(one, at);
    }
  }
}
