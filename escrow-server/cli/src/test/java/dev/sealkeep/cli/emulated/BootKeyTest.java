package dev.sealkeep.cli.emulated;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.wire.Sha2;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key of a real server by every way in which a Linux system asks for one. */
@Timeout(300)
final class BootKeyTest {
  /** With a NUL, a newline, and a newline at the end. */
  private static final byte[] KEY = key();

  private static final String HEX = HexFormat.of().formatHex(KEY);

  @TempDir private static Path work;
  private static @Nullable Escrow escrow;
  private static InstalledGuest guest = new InstalledGuest(Path.of(""));

  private static byte[] key() {
    byte[] key = Sha2.sha256("the key of the boot".getBytes(US_ASCII));
    key[3] = 0;
    key[9] = '\n';
    key[31] = '\n';
    return key;
  }

  @BeforeAll
  static void startEscrow() throws Exception {
    guest = InstalledGuest.make(work).withProgram();
    Escrow started =
        Escrow.start(
            Files.createDirectory(work.resolve("escrow")),
            KEY,
            Escrow.SNP.of(Technology.SIMULATED_AMD_SEV_SNP));
    escrow = started;
    var _ = started.configuration(guest.configured("root.properties"));
    configure("wrong", "no-such-key");
    configure("rotated", "rotated");
    started.importKey("rotated", KEY);
  }

  private static void configure(String name, String key) throws IOException {
    String root = Files.readString(guest.configured("root.properties"));
    Files.writeString(
        guest.configured(name + ".properties"), root.replace("key=root-disk", "key=" + key));
  }

  @AfterAll
  static void stopEscrow() {
    if (escrow != null) {
      escrow.close();
    }
  }

  private static void needClevis() {
    Needs.program("clevis", "clevis");
    Needs.program("clevis-luks-bind", "clevis-luks");
    Needs.program("jose", "jose");
    Needs.program("cryptsetup", "cryptsetup-bin");
  }

  private static final String CONFIG = config("root");

  private static String config(String name) {
    return "'{\"config\":\"/etc/sealkeep/%s.properties\"}'".formatted(name);
  }

  @Test
  void keyscriptPrintsTheKeyAndNoNewline() throws Exception {
    Ended ended =
        guest.run(
            """
            CRYPTTAB_NAME=root /usr/lib/cryptsetup/scripts/sealkeep none | od -An -v -tx1 | tr -d ' \\n'
            """);
    assertThat(ended.out()).as(ended.err()).isEqualTo(HEX);
  }

  /** As systemd does with Accept=no and StandardInput=socket. */
  @Test
  void keySocketHandsTheKeyOver() throws Exception {
    Ended ended =
        guest.run(
            """
            perl -MSocket -e '
              socket(my $server, PF_UNIX, SOCK_STREAM, 0) or die;
              bind($server, pack_sockaddr_un("key.sock")) or die;
              listen($server, 1) or die;
              if (!fork) {
                open(STDIN, "<&=", $server) or die;
                require POSIX; POSIX::dup2(fileno($server), 0);
                exec "sealkeep-guest", "listen", "--config", "/etc/sealkeep/root.properties";
              }
              socket(my $client, PF_UNIX, SOCK_STREAM, 0) or die;
              connect($client, pack_sockaddr_un("key.sock")) or die;
              local $/;
              print unpack("H*", <$client>);'
            """);
    assertThat(ended.out()).as(ended.err()).isEqualTo(HEX);
  }

  @Test
  void clevisRoundTripOutlivesARotationAndRefusesAnotherHeader() throws Exception {
    needClevis();
    Needs.program("strace", "strace");
    Ended encrypted =
        traced(
            "printf 'a passphrase' | clevis encrypt sealkeep %s >jwe".formatted(config("rotated")));
    assertThat(encrypted.status()).as(encrypted.err()).isZero();
    assertNoKeyInAnArgumentOrAFile();
    String jwe = Files.readString(work.resolve("jwe")).strip();
    String header = new String(Base64.getUrlDecoder().decode(jwe.split("\\.", -1)[0]), US_ASCII);
    assertThat(header)
        .contains("\"clevis\":{\"pin\":\"sealkeep\",", "\"key_version\":1", "\"alg\":\"A256KW\"");
    Objects.requireNonNull(escrow).rotateKey("rotated");

    Ended decrypted = traced("clevis decrypt <jwe");

    assertThat(decrypted.out()).as(decrypted.err()).isEqualTo("a passphrase");
    assertNoKeyInAnArgumentOrAFile();
    Files.writeString(
        work.resolve("other"), changed(jwe, header, "\"key_version\":1", "\"key_version\":2"));
    Files.writeString(work.resolve("elsewhere"), changed(jwe, header, "/etc/sealkeep/", "/tmp/"));
    Files.writeString(
        work.resolve("above"), changed(jwe, header, "rotated.", "../sealkeep/rotated."));
    Files.writeString(work.resolve("none"), changed(jwe, header, "A256KW", "A128KW"));
    Ended refused =
        guest.run(
            """
            for file in other elsewhere above none; do
              ! clevis decrypt <$file || exit 1
            done
            """);
    assertThat(refused.status()).as(refused.out()).isZero();
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err().lines().filter(line -> line.contains("released key version")))
        .hasSize(1);
  }

  private static String changed(String jwe, String header, String from, String to) {
    assertThat(header).contains(from);
    return Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(header.replace(from, to).getBytes(US_ASCII))
        + jwe.substring(jwe.indexOf('.'));
  }

  @Test
  void clevisBindsAndUnlocksALuksDisk() throws Exception {
    needClevis();
    Ended ended =
        guest.run(
            """
            truncate -s 32M disk
            printf 'the first' >first
            cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 \
              disk first
            clevis luks bind -y -k first -d disk sealkeep %s
            clevis luks list -d disk
            clevis luks pass -d disk -s 1 | tr -d '\\n' | \
              cryptsetup open --test-passphrase --key-slot 1 --key-file - disk && echo opened
            """
                .formatted(CONFIG));
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).endsWith("opened\n");
  }

  private static Ended traced(String script) throws Exception {
    return guest.run(Trace.of(work.resolve("trace"), guest.command(script)));
  }

  /** What the last traced script did with keys: they pass through pipes alone. */
  private static void assertNoKeyInAnArgumentOrAFile() throws Exception {
    Trace trace = Trace.read(work.resolve("trace"));
    assertThat(trace.holding(KEY)).as("the escrow's own key").isEmpty();
    assertThat(trace.holding(wrappingKey()))
        .as("the key made of it")
        .isNotEmpty()
        .allSatisfy(call -> assertThat(call.text()).contains(" write(1, "));
  }

  /** As docs/reference/guest.md has it, in base64url. */
  private static byte[] wrappingKey() throws Exception {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    for (String field : List.of("sealkeep/wrap/v1", "clevis")) {
      info.writeBytes(new byte[] {0, 0, 0, (byte) field.length()});
      info.writeBytes(field.getBytes(US_ASCII));
    }
    byte[] key =
        KDF.getInstance("HKDF-SHA256")
            .deriveData(
                HKDFParameterSpec.ofExtract().addIKM(KEY).thenExpand(info.toByteArray(), 32));
    return Base64.getUrlEncoder().withoutPadding().encode(key);
  }

  /** The kernel starts request-key in its own view of the machine, so a line is really added. */
  @Test
  void kernelsOwnRequestsAreServed() throws Exception {
    Needs.program("keyctl", "keyutils");
    String prefix = "sealkeep:test-%d-".formatted(ProcessHandle.current().pid());
    Path line =
        Path.of(
            "/etc/request-key.d", "sealkeep-test-%d.conf".formatted(ProcessHandle.current().pid()));
    Path handler = work.resolve("handler");
    Files.writeString(
        handler,
        """
        #!/bin/sh
        PATH='%1$s':$PATH
        exec '%2$s/usr/lib/sealkeep/request-key' "$@" --directory '%1$s/etc'
        """
            .formatted(work, InstalledGuest.FILES.toAbsolutePath()));
    var _ = handler.toFile().setExecutable(true);
    String shipped =
        Files.readString(InstalledGuest.FILES.resolve("etc/request-key.d/sealkeep.conf"));
    try {
      Files.writeString(
          line,
          shipped
              .replace("sealkeep:*", prefix + "*")
              .replace("/usr/lib/sealkeep/request-key", handler.toString()));
      Ended ended = guest.run(List.of("keyctl", "session", "-", "bash", "-c", requests(prefix)));
      if (ended.out().contains("no upcall")) {
        abort("needs request_key upcalls of the kernel: " + ended.err());
      }
      assertThat(ended.out())
          .as(ended.err())
          .isEqualTo(
              """
              user: %s
              logon: logon %slogon
              encrypted: 32
              absent: Invalid argument
              denied: Key was rejected by service
              nobody: Permission denied
              """
                  .formatted(HEX, prefix));
    } finally {
      Files.deleteIfExists(line);
    }
  }

  private static String requests(String prefix) {
    return """
    exec 2>'%2$s/requests'
    key=$(keyctl request2 user %1$suser root @s) || {
      echo "no upcall"
      exit
    }
    echo "user: $(keyctl pipe $key | od -An -v -tx1 | tr -d ' \\n')"
    key=$(keyctl request2 logon %1$slogon root @s)
    echo "logon: $(keyctl rdescribe $key | awk -F';' '{print $1, $5}')"
    key=$(keyctl request2 encrypted %1$senc 'root new default user:%1$smaster 32' @s)
    keyctl request2 user %1$smaster root @s >/dev/null
    echo "encrypted: $(keyctl print $key | cut -d' ' -f3)"
    refused() {
      "$@" 2>&1 >/dev/null | sed 's/.*: //'
    }
    echo "absent: $(refused keyctl request2 user %1$sabsent absent @s)"
    echo "denied: $(refused keyctl request2 user %1$sdenied wrong @s)"
    echo "nobody: $(refused setpriv --reuid 65534 --clear-groups keyctl request2 user %1$snobody root @s)"
    """
        .formatted(prefix, work);
  }
}
