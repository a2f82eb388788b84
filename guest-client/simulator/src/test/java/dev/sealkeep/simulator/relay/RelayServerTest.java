package dev.sealkeep.simulator.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.ReportCheck;
import dev.sealkeep.simulator.ReportEditor;
import dev.sealkeep.simulator.ReportField;
import dev.sealkeep.simulator.RunningGuest;
import dev.sealkeep.simulator.TestInstallation;
import dev.sealkeep.simulator.device.SevGuestDriver;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.FaultPlan;
import dev.sealkeep.simulator.tsm.TsmReports;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RelayServerTest {
  @TempDir Path directory;
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void fileOperationsReachTheModel() throws Exception {
    serve();
    FrameChannel client = connect();

    assertThat(errno(client, FrameType.MKDIR, text("/x"))).isZero();
    assertThat(errno(client, FrameType.MKDIR, text("/x"))).isEqualTo(Errno.EEXIST.number());
    assertThat(text(result(client, FrameType.LIST, text("/")))).isEqualTo("x\0");
    assertThat(result(client, FrameType.LOOK, text("/x"))).containsExactly(0);
    assertThat(result(client, FrameType.LOOK, text("/x/inblob")))
        .containsExactly(1, 0, 0, 0, 0200, 0, 0, 0, 0);
    byte[] inblob = result(client, FrameType.OPEN, new byte[] {2}, text("/x/inblob"));
    byte[] handle = Arrays.copyOf(inblob, 8);
    assertThat(inblob[8]).as("not seekable").isZero();
    assertThat(result(client, FrameType.WRITE, handle, new byte[8], TestInstallation.REPORT_DATA))
        .containsExactly(0, 0, 0, 64);
    assertThat(errno(client, FrameType.FLUSH, handle)).isZero();
    assertThat(errno(client, FrameType.RELEASE, handle)).isZero();
    assertThat(errno(client, FrameType.RELEASE, handle)).isEqualTo(Errno.EBADF.number());
    assertThat(read(client, "/x/generation")).isEqualTo(text("1\n"));
    assertThat(ReportEditor.read(read(client, "/x/outblob"), ReportField.REPORT_DATA))
        .isEqualTo(TestInstallation.REPORT_DATA);
  }

  @Test
  void ioctlAsksForTheCallersMemory() throws Exception {
    serve();
    FrameChannel client = connect();
    client.write(
        FrameType.IOCTL,
        ByteBuffer.allocate(12).putInt(SevGuestDriver.GET_REPORT).putLong(0xABCD).array());
    Frame fetch = client.read().orElseThrow();

    assertThat(fetch.type()).isEqualTo(FrameType.FETCH);
    assertThat(fetch.payload().getLong()).isEqualTo(0xABCD);
    assertThat(fetch.payload().getInt()).isEqualTo(32);
    client.write(FrameType.MEMORY, new byte[] {0});
    assertThat(client.read().orElseThrow().payload().getInt()).isEqualTo(Errno.EFAULT.number());
  }

  @Test
  void kernelGetsBothBlobsAtOnce() throws Exception {
    serve();
    byte[] both = result(connect(), FrameType.REPORT, new byte[4], TestInstallation.REPORT_DATA);
    byte[] report = Arrays.copyOfRange(both, 4, 4 + 1184);

    assertThat(ByteBuffer.wrap(both).getInt()).isEqualTo(1184);
    assertThat(ReportCheck.signed(report, Arrays.copyOfRange(both, 4 + 1184, both.length)))
        .isTrue();
    assertThat(errno(connect(), FrameType.REPORT, new byte[4], new byte[63]))
        .isEqualTo(Errno.EINVAL.number());
  }

  @Test
  void connectionsSeeTheSameGuestAndLeaveNothingOpen() throws Exception {
    serve();
    SocketChannel first = channel();
    FrameChannel one = new FrameChannel(first);
    FrameChannel two = connect();
    assertThat(errno(one, FrameType.MKDIR, text("/x"))).isZero();
    assertThat(errno(one, FrameType.OPEN, new byte[] {1}, text("/x/provider"))).isZero();
    assertThat(errno(two, FrameType.RMDIR, text("/x"))).isEqualTo(Errno.EBUSY.number());

    first.shutdownOutput();
    assertThat(one.read()).as("the server has closed it").isEmpty();
    assertThat(errno(two, FrameType.RMDIR, text("/x"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\0\0\0\1",
        "\0\0\0\1\177",
        "\177\177\177\177\1",
        "\0\0\0\1\2",
        "\0\0\0\2\1\0",
        "\0\0\0\11\46\0\0\0\0\0\0\0\7"
      })
  void brokenFramesEndTheirConnectionAlone(String bytes) throws Exception {
    serve();
    SocketChannel broken = channel();
    broken.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));

    assertThat(new FrameChannel(broken).read()).isEmpty();
    assertThat(problems).hasSize(1).first().asString().startsWith("a connection was dropped: ");
    assertThat(errno(connect(), FrameType.LIST, text("/"))).isZero();
  }

  @Test
  void faultEndsTheServerWithoutAnAnswer() throws Exception {
    RelayServer server = serve("mkdir:gone");
    FrameChannel client = connect();
    client.write(FrameType.MKDIR, text("/x"));

    assertThat(client.read()).isEmpty();
    server.awaitEnd();
    assertThatIOException().isThrownBy(this::connect);
  }

  private RelayServer serve(String... faults) throws IOException {
    FaultPlan plan = FaultPlan.of(faults);
    RunningGuest guest = RunningGuest.of(TestInstallation.guest(Product.GENOA));
    SevGuestDriver driver = new SevGuestDriver(guest, plan, problems::add);
    RelayServer server =
        RelayServer.start(socket(), driver, new TsmReports(driver, plan), problems::add);
    open.add(server);
    return server;
  }

  private Path socket() {
    return directory.resolve("socket");
  }

  private SocketChannel channel() throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    open.add(channel);
    return channel;
  }

  private FrameChannel connect() throws IOException {
    return new FrameChannel(channel());
  }

  private static byte[] read(FrameChannel client, String path) throws IOException {
    byte[] handle = Arrays.copyOf(result(client, FrameType.OPEN, new byte[] {1}, text(path)), 8);
    return result(
        client, FrameType.READ, handle, ByteBuffer.allocate(12).putInt(8, 1 << 16).array());
  }

  private static int errno(FrameChannel client, FrameType type, byte[]... payload)
      throws IOException {
    client.write(type, payload);
    Frame frame = client.read().orElseThrow();
    assertThat(frame.type()).isEqualTo(FrameType.RESULT);
    return frame.payload().getInt();
  }

  private static byte[] result(FrameChannel client, FrameType type, byte[]... payload)
      throws IOException {
    client.write(type, payload);
    Frame frame = client.read().orElseThrow();
    assertThat(frame.payload().getInt()).isZero();
    return frame.rest();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
