package dev.sealkeep.agent.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.simulator.emulate.Needs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is encrypted here, age opens with the identity and with no other. */
final class AgeRecipientTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path directory;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Ran(int status, byte[] output) {}

  private static Ran run(byte[] input, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var in = process.getOutputStream()) {
      in.write(input);
    }
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), output);
  }

  private AgeRecipient identity(String name) throws Exception {
    Path file = directory.resolve(name);
    assertThat(run(new byte[0], "age-keygen", "-o", file.toString()).status()).isZero();
    byte[] recipient = run(new byte[0], "age-keygen", "-y", file.toString()).output();
    return AgeRecipient.parse(new String(recipient, StandardCharsets.US_ASCII).strip())
        .orElseThrow();
  }

  @Test
  void ageOpensWhatIsEncryptedHereWithTheIdentityAlone() throws Exception {
    Needs.program("age", "age");
    for (int round = 0; round < 20; round++) {
      AgeRecipient recipient = identity("key" + round);
      byte[] secret = new byte[32];
      RANDOM.nextBytes(secret);

      byte[] file = recipient.encrypt(SecretBytes.owning(secret.clone()), RANDOM);

      Ran right = run(file, "age", "-d", "-i", directory.resolve("key" + round).toString());
      assertThat(right.status()).isZero();
      assertThat(right.output()).isEqualTo(secret);
      if (round > 0) {
        assertThat(run(file, "age", "-d", "-i", directory.resolve("key0").toString()).status())
            .isNotZero();
      }
    }
  }

  @Test
  void ageOpensNothingThatWasChanged() throws Exception {
    Needs.program("age", "age");
    byte[] file = identity("key").encrypt(SecretBytes.owning(new byte[32]), RANDOM);
    Path changed = directory.resolve("changed");
    for (int at = 0; at < file.length; at += 7) {
      byte[] copy = file.clone();
      copy[at] ^= 1;
      Files.write(changed, copy);
      assertThat(
              run(
                      new byte[0],
                      "age",
                      "-d",
                      "-i",
                      directory.resolve("key").toString(),
                      changed.toString())
                  .status())
          .as("byte " + at)
          .isNotZero();
    }
  }

  @Test
  void sameSecretLooksDifferentEachTimeAndIsNotInside() {
    AgeRecipient recipient =
        AgeRecipient.parse("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")
            .orElseThrow();
    byte[] secret = HexFormat.of().parseHex("00112233445566778899aabbccddeeff".repeat(2));
    String first =
        HexFormat.of().formatHex(recipient.encrypt(SecretBytes.owning(secret.clone()), RANDOM));
    assertThat(first)
        .isNotEqualTo(
            HexFormat.of().formatHex(recipient.encrypt(SecretBytes.owning(secret.clone()), RANDOM)))
        .doesNotContain("00112233445566778899aabbccddeeff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "age1",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnuj",
        "AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj ",
        "ssh-ed25519 AAAA",
      })
  void whatIsNoRecipientIsRefused(String text) {
    assertThat(AgeRecipient.parse(text)).isEmpty();
  }
}
