package dev.sealkeep.service.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.ActivatedKey;
import dev.sealkeep.evidence.x509.CertificatePathFinder;
import dev.sealkeep.evidence.x509.IssuedSerial;
import dev.sealkeep.evidence.x509.PathSummary;
import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.protocol.message.MessageLimits;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActivationSealerTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final byte[] SECRET = new byte[32];

  private final ActivationSealer sealer = new ActivationSealer(AesGcmKeyset.generate());

  /** A Name by SHA-512, and the longest path with the longest serial numbers. */
  private static ActivatedKey longest() {
    IssuedSerial certificate =
        new IssuedSerial(-1, BigInteger.ONE.shiftLeft(159).subtract(BigInteger.ONE));
    return new ActivatedKey(
        "000d" + "12".repeat(64),
        "34".repeat(32),
        new PathSummary(
            "56".repeat(32),
            NOW.plusSeconds(60),
            Collections.nCopies(CertificatePathFinder.MAX_LENGTH, certificate)));
  }

  @Test
  void longestTokenFitsAndOpensAsItWasSealed() {
    byte[] token = sealer.seal(longest(), SECRET, NOW);
    assertThat(token).hasSizeLessThanOrEqualTo(MessageLimits.ACTIVATION_TOKEN_BYTES);
    assertThat(sealer.open(token, SECRET)).contains(new ActivationSealer.Opened(NOW, longest()));
  }

  @Test
  void serialNumbersLongerThanAllowedDoNotFit() {
    IssuedSerial certificate = new IssuedSerial(-1, BigInteger.ONE.shiftLeft(159));
    PathSummary tooLong = new PathSummary("56".repeat(32), NOW, List.of(certificate));
    assertThat(ActivationSealer.fits(longest().ekPath())).isTrue();
    assertThat(ActivationSealer.fits(tooLong)).isFalse();
  }

  @Test
  void tokenOpensWithItsSecretAlone() {
    byte[] other = SECRET.clone();
    other[31] = 1;
    assertThat(sealer.open(sealer.seal(longest(), SECRET, NOW), other)).isEmpty();
  }
}
