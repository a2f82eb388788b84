package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.hpke.HpkeOutcome;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.server.CryptoProviders;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HpkeSenderTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] INFO = "info".getBytes(StandardCharsets.US_ASCII);

  /** An ML-KEM-768 encapsulation key: 768 coefficients of 12 bits, then 32 bytes of seed. */
  private static final int COEFFICIENT_BYTES = 1_152;

  private static HpkeSender sender;

  @BeforeAll
  static void make() {
    CryptoProviders.install();
    sender = new HpkeSender();
  }

  private static Optional<HpkeSender.Sealed> seal(Kem kem, byte[] recipient) {
    try (SecretBytes plaintext = SecretBytes.random(RANDOM, 65)) {
      return sender.seal(kem, recipient, INFO, plaintext);
    }
  }

  private static byte[] genuine(Kem kem) {
    try (HpkeReceiver receiver = HpkeReceiver.generate(kem, RANDOM)) {
      return receiver.publicKey();
    }
  }

  @ParameterizedTest
  @EnumSource(Kem.class)
  void theRecipientAndNobodyElseOpensWhatWasSealed(Kem kem) {
    try (HpkeReceiver receiver = HpkeReceiver.generate(kem, RANDOM);
        HpkeReceiver another = HpkeReceiver.generate(kem, RANDOM);
        SecretBytes plaintext = SecretBytes.random(RANDOM, 65)) {
      HpkeSender.Sealed sealed =
          sender.seal(kem, receiver.publicKey(), INFO, plaintext).orElseThrow();

      assertThat(sealed.enc()).hasSize(kem.encapsulationBytes());
      assertThat(sealed.ciphertext()).hasSize(65 + 16);
      assertThat(receiver.open(sealed.enc(), INFO, sealed.ciphertext()))
          .isInstanceOfSatisfying(
              HpkeOutcome.Opened.class,
              opened -> assertThat(opened.plaintext().sameAs(plaintext)).isTrue());
      assertThat(another.open(sealed.enc(), INFO, sealed.ciphertext()))
          .isInstanceOf(HpkeOutcome.Refused.class);
      assertThat(receiver.open(sealed.enc(), new byte[4], sealed.ciphertext()))
          .isInstanceOf(HpkeOutcome.Refused.class);
    }
  }

  @Test
  void coefficientsOutOfRangeAreNoXWingKey() {
    byte[] all = genuine(Kem.X_WING);
    Arrays.fill(all, 0, COEFFICIENT_BYTES, (byte) 0xff);
    assertThat(seal(Kem.X_WING, all)).isEmpty();

    // 3329, the modulus itself, is the least that is out of range.
    byte[] one = genuine(Kem.X_WING);
    one[0] = 0x01;
    one[1] = (byte) ((one[1] & 0xf0) | 0x0d);
    assertThat(seal(Kem.X_WING, one)).isEmpty();
  }

  @Test
  void aPointOfLowOrderIsNoX25519Key() {
    assertThat(seal(Kem.X25519, new byte[32])).isEmpty();
    byte[] one = new byte[32];
    one[0] = 1;
    assertThat(seal(Kem.X25519, one)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Kem.class)
  void keysOfAnotherLengthAreNoKeys(Kem kem) {
    byte[] genuine = genuine(kem);

    assertThat(seal(kem, new byte[0])).isEmpty();
    assertThat(seal(kem, Arrays.copyOf(genuine, genuine.length - 1))).isEmpty();
    assertThat(seal(kem, Arrays.copyOf(genuine, genuine.length + 1))).isEmpty();
  }

  @Test
  void theKeyOfZeroesIsNoXWingKey() {
    assertThat(seal(Kem.X_WING, new byte[Kem.X_WING.publicKeyBytes()])).isEmpty();
  }

  @Test
  void garbageNeverThrowsAndWhatIsSealedToItIsWhole() {
    Random seeded = new Random(3);
    for (int i = 0; i < 50; i++) {
      byte[] garbage = new byte[Kem.X_WING.publicKeyBytes()];
      seeded.nextBytes(garbage);

      // Random 12-bit numbers are all but never 768 times in range.
      assertThat(seal(Kem.X_WING, garbage)).isEmpty();
    }
  }
}
