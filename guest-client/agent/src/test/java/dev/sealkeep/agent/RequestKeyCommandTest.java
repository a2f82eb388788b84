package dev.sealkeep.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sealkeep.agent.escrow.EscrowAnswers;
import dev.sealkeep.agent.escrow.FakeEscrow.Answer;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel that wants a key gets it, or a reason why not, in every case. */
@Timeout(60)
final class RequestKeyCommandTest {
  private final Guest guest;
  private final FakeKeys kernel;

  RequestKeyCommandTest(@TempDir Path directory) throws IOException {
    guest = new Guest(directory);
    kernel = guest.machine.keys;
  }

  @BeforeEach
  void beRoot() throws IOException {
    assumeTrue(
        Files.getAttribute(guest.directory, "unix:uid").equals(0),
        "needs root, whose files a configuration has to be of");
  }

  @AfterEach
  void close() {
    guest.close();
  }

  /** Refused so, and nobody was asked. */
  private void assertRefusedUnasked(ExitStatus status, int errno) {
    assertThat(kernel.calls).containsExactly("reject 4711 5 " + errno);
    assertThat(status).as(guest.messages()).isEqualTo(ExitStatus.USAGE);
    assertThat(guest.escrow.challenges()).isZero();
  }

  private static String refused(int seconds, int errno) {
    return "reject 4711 %d %d".formatted(seconds, errno);
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "logon"})
  void keyUnderConstructionGetsTheReleasedKey(String type) throws Exception {
    kernel.described = type + ";0;0;3f010000;sealkeep:data";

    assertThat(guest.requestKey()).as(guest.messages()).isEqualTo(ExitStatus.DONE);

    assertThat(kernel.calls).containsExactly("instantiate 4711 " + EscrowAnswers.KEY);
    assertThat(guest.messages())
        .contains("made key 4711, " + type + " sealkeep:data, of key version 3")
        .doesNotContain(EscrowAnswers.KEY);
    assertThat(guest.out.size()).isZero();
  }

  @Test
  void encryptedKeyIsMadeUnderAMasterKeyThatThisProcessAloneHas() throws Exception {
    kernel.described = "encrypted;0;0;3f010000;sealkeep:data";
    kernel.callout = "guest new default user:sealkeep:master 32";

    assertThat(guest.requestKey()).as(guest.messages()).isEqualTo(ExitStatus.DONE);

    assertThat(kernel.calls)
        .containsExactly(
            "add USER sealkeep:master %s -2".formatted(EscrowAnswers.KEY),
            "instantiate 4711 new default user:sealkeep:master 32");
  }

  @Test
  void othersThanRootAreTurnedAwayUnlessTheyAreNamed() throws Exception {
    kernel.described = "user;1000;1000;3f010000;sealkeep:data";
    assertRefusedUnasked(guest.requestKey(), 13);
    assertThat(guest.messages()).contains("user 1000");

    kernel.calls.clear();
    assertThat(guest.requestKey("--allow", "0,1000")).isEqualTo(ExitStatus.DONE);
    assertThat(kernel.calls).containsExactly("instantiate 4711 " + EscrowAnswers.KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "../guest",
        "/etc/sealkeep/guest",
        "guest.properties",
        "absent",
        "guest new default user:sealkeep:master 32",
        "--help"
      })
  void calloutInfoThatNamesNoConfigurationIsRefused(String callout) throws Exception {
    kernel.callout = callout;
    assertRefusedUnasked(guest.requestKey(), 22);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "guest",
        "guest update user:sealkeep:master",
        "guest new default user:other 32",
        "guest new default trusted:sealkeep:master 32",
        "guest new default user:sealkeep:master 32 zz"
      })
  void encryptedKeyWithoutATextOfTheKernelIsRefused(String callout) throws Exception {
    kernel.described = "encrypted;0;0;3f010000;sealkeep:data";
    kernel.callout = callout;
    assertRefusedUnasked(guest.requestKey(), 22);
  }

  @Test
  void otherTypesAreRefused() throws Exception {
    kernel.described = "keyring;0;0;3f010000;sealkeep:data";
    assertRefusedUnasked(guest.requestKey(), 22);
  }

  @ParameterizedTest
  @ValueSource(strings = {"guest.properties", "ca.pem", ""})
  void whatOthersMayWriteIsNotUsed(String file) throws Exception {
    kernel.callout = "mine";
    var _ = guest.requestKey();
    kernel.calls.clear();
    kernel.callout = "guest";
    Files.setPosixFilePermissions(
        guest.directory.resolve(file), PosixFilePermissions.fromString("rwxrwxr-x"));

    assertRefusedUnasked(guest.requestKey(), 22);
    assertThat(guest.messages()).contains("may be written by others");
  }

  @Test
  void whatIsAnotherUsersIsNotUsed() throws Exception {
    kernel.callout = "mine";
    var _ = guest.requestKey();
    kernel.calls.clear();
    kernel.callout = "guest";
    Files.setAttribute(guest.directory.resolve("ca.pem"), "unix:uid", 1000);

    assertRefusedUnasked(guest.requestKey(), 22);
    assertThat(guest.messages()).contains("is not root's");
  }

  @Test
  void denialIsRememberedForAMinute() throws Exception {
    guest.escrow.nextRelease(guest.escrow.answers().denial());
    assertThat(guest.requestKey()).isEqualTo(ExitStatus.DENIED);
    assertThat(kernel.calls).containsExactly(refused(60, 129));
  }

  @Test
  void escrowThatIsNotReadyIsATimeout() throws Exception {
    guest.more.add("deadline = 1ms");
    guest.endpoints = "https://127.0.0.1:1";
    assertThat(guest.requestKey()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(kernel.calls).containsExactly(refused(5, 110));
  }

  @Test
  void answerThatIsNotToBeTrustedIsABadMessage() throws Exception {
    guest.escrow.lieInReleases(answer -> new Answer(200, new byte[] {'{'}));
    assertThat(guest.requestKey()).isEqualTo(ExitStatus.UNTRUSTED);
    assertThat(kernel.calls).containsExactly(refused(5, 74));
  }

  @Test
  void machineWithoutItsDeviceIsNoDevice() throws Exception {
    guest.devices.clear();
    guest.devices.add(new FakeDevice(Technology.SIMULATED_AMD_SEV_SNP, false, false));
    assertThat(guest.requestKey()).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(kernel.calls).containsExactly(refused(5, 19));
  }

  @Test
  void payloadThatTheKernelRefusesEndsTheRequestToo() throws Exception {
    kernel.takesPayloads = false;
    assertThat(guest.requestKey()).isEqualTo(ExitStatus.VOLUME_FAILED);
    assertThat(kernel.calls).containsExactly(refused(5, 5));
    assertThat(guest.messages()).contains("EINVAL");
  }

  @Test
  void withoutAuthorityNothingIsDone() throws Exception {
    assertThat(guest.requestKey(12)).isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("ENOKEY", "request-key.conf(5)");
    assertThat(kernel.calls).isEmpty();
    assertThat(guest.escrow.challenges()).isZero();
  }

  @Test
  void getPutsTheKeyIntoAKeyring() throws Exception {
    assertThat(guest.get("--output", "keyring:logon:sealkeep:data@s")).isEqualTo(ExitStatus.DONE);
    assertThat(kernel.calls)
        .containsExactly("add LOGON sealkeep:data %s -3".formatted(EscrowAnswers.KEY));
    assertThat(guest.out.size()).isZero();
  }

  @Test
  void getSaysWhyAKeyringTookNoKey() throws Exception {
    kernel.takesPayloads = false;
    assertThat(guest.get("--output", "keyring:user:data")).isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("add_key: EINVAL");
  }

  @Test
  void placeInAKeyringThatIsNoneIsFoundBeforeTheKeyIsAsked() throws Exception {
    assertThat(guest.get("--output", "keyring:logon:data")).isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("keyring:TYPE:DESCRIPTION[@KEYRING]");
    assertThat(guest.escrow.challenges()).isZero();
  }

  @Test
  void getWritesAWrappingKeyInPlaceOfTheEscrowsOwn() throws Exception {
    assertThat(guest.get("--jwk", "clevis")).as(guest.messages()).isEqualTo(ExitStatus.DONE);
    assertThat(guest.out.toString(US_ASCII))
        .matches(
            "\\{\"kty\":\"oct\",\"alg\":\"A256KW\",\"key_version\":3,\"k\":\"[A-Za-z0-9_-]{43}\"}");
  }
}
