package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.volume.VolumeLab;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.wire.LowerHex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A guest whose processor derives keys, with a disk in a file and an escrow that may be away. */
final class ModeLab implements AutoCloseable {
  static final String TCB_1 = "0400000000001800";
  static final String TCB_2 = "0400000000001900";
  static final String TCB_3 = "0500000000001900";
  static final String TCB_4 = "0500000000001a07";

  final Guest guest;
  final VolumeLab lab;
  final FakeMapper mapper = new FakeMapper();
  final Path passphrase;
  private final String here;
  private Path disk;

  ModeLab(Path directory, String mode, String... more) throws IOException {
    guest = new Guest(directory);
    lab = new VolumeLab(directory);
    disk = lab.path("disk");
    here = guest.endpoints;
    guest.machine.mapper = mapper;
    guest.asksEscrow = !mode.equals("derived");
    guest.more.add("mode = " + mode);
    if (guest.asksEscrow) {
      guest.more.add("deadline = 5s");
    }
    guest.more.addAll(List.of(more));
    passphrase = Files.writeString(lab.path("passphrase"), VolumeLab.PASSPHRASE);
    image("image 1");
    firmware(TCB_1);
  }

  @Override
  public void close() {
    guest.close();
  }

  Path disk() {
    return disk;
  }

  FakeBoot boot() {
    return guest.machine.boot;
  }

  /** Starts the guest again. */
  void reboot() {
    boot().again();
    mapper.opened.clear();
  }

  /** What is measured at launch. */
  void image(String measured) {
    guest.machine.kernel.sevGuest.measurement = measured.getBytes(StandardCharsets.US_ASCII);
  }

  /** The firmware that the processor commits to. */
  void firmware(String tcb) {
    guest.machine.kernel.sevGuest.committedTcb = LowerHex.decode(tcb).orElseThrow();
  }

  /** Nobody listens where the escrow was, or it is back. */
  void escrowIs(boolean there) throws IOException {
    if (there) {
      guest.endpoints = here;
      return;
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      guest.endpoints = "https://127.0.0.1:" + socket.getLocalPort();
    }
  }

  /** Enrolls a volume that a passphrase opens, whose derivation costs little. */
  void format() throws Exception {
    disk = lab.luksFormat("disk");
    assertDone(
        "enroll",
        disk.toString(),
        "--passphrase",
        passphrase.toString(),
        "--backup",
        lab.path("backup").toString());
  }

  ExitStatus unlock() throws Exception {
    return guest.run("unlock", disk.toString(), "data");
  }

  /** Opens the volume at boot, and says by which slot. */
  int opened() throws Exception {
    reboot();
    assertThat(unlock()).as(guest.messages()).isEqualTo(ExitStatus.DONE);
    return mapper.opened.getLast().keyslot();
  }

  ExitStatus renew(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("renew", disk.toString()));
    arguments.addAll(List.of(options));
    return guest.run(arguments.toArray(String[]::new));
  }

  /** Renews and wants a result. */
  void assertRenewed(String action, String... options) throws Exception {
    guest.out.reset();
    assertThat(renew(options)).as(guest.messages()).isEqualTo(ExitStatus.DONE);
    assertThat(output()).startsWith(action + " volume");
  }

  void assertDone(String... arguments) throws Exception {
    assertThat(guest.run(arguments)).as(guest.messages()).isEqualTo(ExitStatus.DONE);
  }

  String output() {
    return guest.out.toString(StandardCharsets.UTF_8);
  }

  /** What the guest said in the last run alone. */
  String messagesOf(Run run) throws Exception {
    guest.messages.reset();
    run.run();
    return guest.messages();
  }

  interface Run {
    void run() throws Exception;
  }

  List<VolumeToken> tokens() throws Exception {
    return lab.look(disk, volume -> volume.tokens().stream().map(Stored::value).toList());
  }

  /** Slots that have a token. */
  List<Integer> slots() throws Exception {
    return tokens().stream().map(VolumeToken::keyslot).sorted().toList();
  }

  /** That the passphrase opens the volume, whatever became of the rest. */
  void assertPassphraseOpens() throws Exception {
    lab.cryptsetup(
        VolumeLab.PASSPHRASE.getBytes(StandardCharsets.UTF_8),
        "open",
        "--test-passphrase",
        disk.toString());
  }
}
