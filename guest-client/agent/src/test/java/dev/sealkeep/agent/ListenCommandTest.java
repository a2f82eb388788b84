package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.escrow.EscrowAnswers;
import dev.sealkeep.agent.exchange.Timing;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key that is handed to whoever connects, as systemd-cryptsetup does to its key file. */
@Timeout(60)
final class ListenCommandTest {
  private final Guest guest;
  private final Path socket;

  ListenCommandTest(@TempDir Path directory) throws IOException {
    guest = new Guest(directory);
    socket = directory.resolve("key.sock");
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private CompletableFuture<ExitStatus> listening() {
    CompletableFuture<ExitStatus> status =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return guest.run(guest.timing, "listen", "--socket", socket.toString());
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            // A thread of the common pool, of which there may be one, is the HTTP client's.
            work -> Thread.ofPlatform().daemon().start(work));
    while (!status.isDone() && !isTheOwnersAlone()) {
      Thread.onSpinWait();
    }
    return status;
  }

  /** It listens by the time that others are kept out. */
  private boolean isTheOwnersAlone() {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))
          .equals("rw-------");
    } catch (IOException e) {
      return false;
    }
  }

  /** What somebody reads who connects, up to the end. */
  private String read() throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer bytes = ByteBuffer.allocate(1_024);
      while (channel.read(bytes) >= 0) {
        assertThat(bytes.hasRemaining()).isTrue();
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whoConnectsReadsTheKeyAndNothingElse() throws Exception {
    CompletableFuture<ExitStatus> status = listening();
    assertThat(guest.escrow.challenges()).as("nobody has asked yet").isZero();

    assertThat(read()).isEqualTo(EscrowAnswers.KEY);
    assertThat(status.join()).isEqualTo(ExitStatus.DONE);
    assertThat(guest.out.size()).as("on standard output").isZero();
    assertThat(guest.messages())
        .contains("released key version 3")
        .doesNotContain(EscrowAnswers.KEY);
    assertThat(socket).as("after it").doesNotExist();
  }

  @Test
  void whoIsDeniedReadsAnEmptyStream() throws Exception {
    guest.escrow.nextRelease(guest.escrow.answers().denial());
    CompletableFuture<ExitStatus> status = listening();

    assertThat(read()).isEmpty();
    assertThat(status.join()).isEqualTo(ExitStatus.DENIED);
  }

  @Test
  void aPathThatIsTakenIsLeftAlone() throws Exception {
    Files.writeString(socket, "somebody's");

    assertThat(guest.run(guest.timing, "listen", "--socket", socket.toString()))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("exists; remove it");
    assertThat(socket).hasContent("somebody's");
  }

  @Test
  void withoutASocketOnStandardInputItSaysHowToStartIt() throws Exception {
    assertThat(guest.run(Timing.SYSTEM, "listen")).isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("StandardInput=socket");
  }
}
