package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.Register;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.escrow.EscrowAnswers;
import dev.sealkeep.agent.escrow.FakeEscrow.Answer;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program from its arguments to its exit status, over TLS. */
final class GetCommandTest {
  private final Guest guest;

  GetCommandTest(@TempDir Path directory) throws IOException {
    guest = new Guest(directory);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void writesKeyToStandardOutputAndNothingElse() throws Exception {
    guest.assertReleasedToStandardOutput(guest.get("--output", "-"));
    assertThat(guest.messages())
        .contains(guest.escrow.answers().decision().toString())
        .contains("leaf 0 in a log of 1");
    assertThat(guest.device.collected()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x25519", "secp256r1", "secp384r1", "x448"})
  void agreesOnKeysAsTheServerWants(String group) throws Exception {
    guest.escrow.agreeBy(group);
    guest.assertReleasedToStandardOutput(guest.get());
  }

  @Test
  void writesKeyToPrivateFile() throws Exception {
    Path file = guest.directory.resolve("key");
    assertThat(guest.get("--output=" + file)).isEqualTo(ExitStatus.DONE);
    assertThat(file).hasContent(EscrowAnswers.KEY);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(guest.out.size()).isZero();
  }

  @Test
  void refusesUncertifiedLogKeyBeforeItAsksItsDevice() throws Exception {
    guest.escrow.answers().certifyByStranger();
    guest.assertUntrusted(guest.get(), "receipt.log_key_uncertified");
    assertThat(guest.device.collected()).isZero();
    assertThat(guest.escrow.releases()).isZero();
  }

  @Test
  void refusesMalformedChallenge() throws Exception {
    guest.escrow.lieInChallenges(replacing("\"kems\":", "\"x\":1,\"kems\":"));
    guest.assertUntrusted(guest.get(), "answer.malformed");
    assertThat(guest.messages()).contains("json.unknown_member");
    assertThat(guest.escrow.challenges()).isEqualTo(1);
  }

  @Test
  void refusesMalformedRelease() throws Exception {
    guest.escrow.lieInReleases(
        replacing("\"key_version\":3", "\"key_version\":3,\"key_version\":3"));
    guest.assertUntrusted(guest.get(), "answer.malformed");
    assertThat(guest.escrow.releases()).isEqualTo(1);
  }

  @Test
  void refusesAnswerPastItsLimit() throws Exception {
    guest.escrow.nextChallenge(new Answer(200, new byte[MessageLimits.BODY_BYTES + 1]));
    guest.assertUntrusted(guest.get(), "answer.too_large");
  }

  @Test
  void refusesIndexThatIsNotTheLeafs() throws Exception {
    guest.escrow.lieInReleases(replacing("index 0", "index 1"));
    guest.assertUntrusted(guest.get(), "receipt.inclusion_invalid");
  }

  @Test
  void refusesProofOfAnotherLog() throws Exception {
    guest.escrow.lieInReleases(replacing("log.test/sealkeep", "log.test/somewhere"));
    guest.assertUntrusted(guest.get(), "receipt.checkpoint_invalid");
  }

  @Test
  void refusesChangedKeyVersion() throws Exception {
    guest.escrow.lieInReleases(replacing("\"key_version\":3", "\"key_version\":4"));
    guest.assertUntrusted(guest.get(), "receipt.entry_mismatch.key_version");
  }

  @Test
  void refusesEntryOfAnotherTenant() throws Exception {
    guest
        .escrow
        .answers()
        .lieInEntry(
            entry ->
                new Entry.Release(
                    new Entry.Header(entry.id(), 1, "other"),
                    entry.decision(),
                    entry.keyVersion(),
                    entry.kem(),
                    entry.sealed()));
    guest.assertUntrusted(guest.get(), "receipt.entry_mismatch.tenant");
  }

  @Test
  void refusesCiphertextThatIsNotTheLoggedOne() throws Exception {
    guest.escrow.lieInReleases(
        answer -> {
          String body = new String(answer.body(), StandardCharsets.UTF_8);
          int at = body.indexOf("\"ciphertext\":\"") + 20;
          char other = body.charAt(at) == 'A' ? 'B' : 'A';
          String changed = body.substring(0, at) + other + body.substring(at + 1);
          return new Answer(200, changed.getBytes(StandardCharsets.UTF_8));
        });
    guest.assertUntrusted(guest.get(), "receipt.ciphertext_mismatch");
  }

  @Test
  void refusesCiphertextThatDoesNotOpen() throws Exception {
    guest
        .escrow
        .answers()
        .damageSealing(
            bytes -> {
              bytes[bytes.length - 1] ^= 1;
              return bytes;
            });
    guest.assertUntrusted(guest.get(), "receipt.decryption_failed");
  }

  @Test
  void refusesLeafTaggedForNobody() throws Exception {
    guest.escrow.answers().tagForNobody();
    guest.assertUntrusted(guest.get(), "receipt.tag_mismatch");
  }

  @Test
  void refusesKemsWeakerThanConfigured() throws Exception {
    guest.escrow.answers().offerKems(Kem.X25519.id());
    guest.assertUntrusted(guest.get(), "kem_too_weak");
    assertThat(guest.device.collected()).isZero();
  }

  @Test
  void takesWeakerKemWhereConfigurationAllows() throws Exception {
    guest.more.add("min_kem = x25519");
    guest.escrow.answers().offerKems(Kem.X25519.id());
    guest.assertReleasedToStandardOutput(guest.get());
  }

  @Test
  void takesStrongestKemWhateverTheOrderOfOffers() throws Exception {
    guest.more.add("min_kem = x25519");
    guest.escrow.answers().offerKems(Kem.X25519.id(), Kem.X_WING.id());
    guest
        .escrow
        .answers()
        .lieInEntry(
            entry -> {
              assertThat(entry.kem()).isEqualTo(Kem.X_WING);
              return entry;
            });
    guest.assertReleasedToStandardOutput(guest.get());
  }

  @Test
  void refusesServerWithoutItsTechnology() throws Exception {
    guest.escrow.answers().offerTechnologies("amd-sev-snp", "intel-tdx");
    guest.assertUntrusted(guest.get(), "technology_not_offered");
    assertThat(guest.device.collected()).isZero();
  }

  @Test
  void prefersTechnologyThatConfigurationNamesFirst() throws Exception {
    FakeDevice real = new FakeDevice(Technology.AMD_SEV_SNP, true, false);
    guest.devices.add(real);
    guest.escrow.answers().offerTechnologies("simulated-amd-sev-snp", "amd-sev-snp");
    guest.assertReleasedToStandardOutput(guest.get());
    assertThat(real.collected()).isEqualTo(1);
    assertThat(guest.device.collected()).isZero();
  }

  @Test
  void withoutDeviceNothingIsSent() throws Exception {
    guest.devices.clear();
    guest.devices.add(new FakeDevice(Technology.SIMULATED_AMD_SEV_SNP, false, false));
    assertThat(guest.get()).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(guest.messages()).contains("(" + DeviceFault.DEVICE_ABSENT.code() + ")");
    assertThat(guest.escrow.challenges()).isZero();
  }

  @Test
  void deviceThatRefusesEndsTheRun() throws Exception {
    guest.devices.clear();
    guest.devices.add(new FakeDevice(Technology.SIMULATED_AMD_SEV_SNP, true, true));
    assertThat(guest.get()).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(guest.messages()).contains("the device is busy");
    assertThat(guest.escrow.releases()).isZero();
  }

  @Test
  void storedEvidenceIsSentAndDenied() throws Exception {
    Path stored = Files.createDirectory(guest.directory.resolve("stored"));
    Files.write(stored.resolve("report.bin"), new byte[1184]);
    guest.escrow.answers().offerTechnologies("amd-sev-snp");
    assertThat(guest.get("--evidence", stored.toString())).isEqualTo(ExitStatus.DENIED);
    assertThat(guest.device.collected()).isZero();
    assertThat(guest.get("--evidence", stored.resolve("report.bin").toString()))
        .isEqualTo(ExitStatus.DENIED);
    assertThat(guest.get("--evidence", stored.resolve("missing").toString()))
        .isEqualTo(ExitStatus.NO_EVIDENCE);
  }

  @Test
  void unusableOutputIsFoundBeforeTheKeyIsAsked() throws Exception {
    assertThat(guest.get("--output", guest.directory.resolve("no/such/key").toString()))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(guest.get("--output", guest.directory.toString())).isEqualTo(ExitStatus.USAGE);
    assertThat(guest.escrow.challenges()).isZero();
  }

  private static UnaryOperator<Answer> replacing(String from, String to) {
    return answer -> {
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      assertThat(body).contains(from);
      return new Answer(answer.status(), body.replace(from, to).getBytes(StandardCharsets.UTF_8));
    };
  }

  @Test
  void registerIsExtendedBeforeTheKeyIsGivenAway() throws Exception {
    guest.more.add("extend = tpm:15");
    guest.assertReleasedToStandardOutput(guest.get());
    assertThat(guest.machine.extended).containsExactly(new Register(Register.Kind.TPM, 15));
  }

  @Test
  void keyIsNotGivenAwayIfTheRegisterCannotBeExtended() throws Exception {
    guest.more.add("extend = rtmr:3");
    guest.machine.registersBroken = true;
    assertThat(guest.get()).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(guest.messages()).contains("(register.unwritable)");
    assertThat(guest.out.size()).isZero();
  }
}
