package dev.sealkeep.protocol.hpke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.hpke.TinkSender.Sealed;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HpkeReceiverTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] INFO = HEX.parseHex("4f6465206f6e2061204772656369616e2055726e");
  private static final byte[] PLAINTEXT =
      HEX.parseHex("4265617574792069732074727574682c20747275746820626561757479");

  private static byte[] opened(HpkeOutcome outcome) {
    assertThat(outcome).isInstanceOf(HpkeOutcome.Opened.class);
    return ((HpkeOutcome.Opened) outcome).plaintext().bytes(SecretAccess.get());
  }

  private static HpkeFault refused(HpkeOutcome outcome) {
    assertThat(outcome).isInstanceOf(HpkeOutcome.Refused.class);
    return ((HpkeOutcome.Refused) outcome).fault();
  }

  @Test
  void opensPublishedAes256VectorOfX25519() {
    ScriptedRandom random =
        ScriptedRandom.ofHex("497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d");
    try (HpkeReceiver receiver = HpkeReceiver.generate(Kem.X25519, random)) {
      assertThat(random.left()).isZero();
      assertThat(receiver.publicKey())
          .asHexString()
          .isEqualToIgnoringCase(
              "430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c");
      byte[] enc = HEX.parseHex("6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256");
      byte[] ciphertext =
          HEX.parseHex(
              "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f51"
                  + "2be9931980a41de125a925cdad859d5b7a");
      byte[] aad = HEX.parseHex("436f756e742d30");
      assertThat(opened(receiver.open(enc, INFO, ciphertext, aad))).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void makesPublishedXWingKeyAndOpensTinksPublishedMessage() {
    ScriptedRandom random = ScriptedRandom.ofHex(XWingVector.EXPANDED_SEED);
    try (HpkeReceiver receiver = HpkeReceiver.generate(Kem.X_WING, random)) {
      assertThat(random.left()).isZero();
      assertThat(receiver.publicKey()).isEqualTo(XWingVector.bytes(XWingVector.PUBLIC_KEY));
      byte[] sealed = XWingVector.bytes(XWingVector.SEALED);
      byte[] enc = Arrays.copyOf(sealed, Kem.X_WING.encapsulationBytes());
      byte[] ciphertext = Arrays.copyOfRange(sealed, enc.length, sealed.length);
      assertThat(opened(receiver.open(enc, INFO, ciphertext))).isEqualTo(PLAINTEXT);
    }
  }

  @ParameterizedTest
  @EnumSource(Kem.class)
  void opensWhatTinkSealed(Kem kem) throws Exception {
    try (HpkeReceiver receiver = HpkeReceiver.generate(kem, new SecureRandom())) {
      assertThat(receiver.publicKey()).hasSize(kem.publicKeyBytes());
      Sealed sealed = TinkSender.seal(kem, receiver.publicKey(), INFO, PLAINTEXT);
      assertThat(opened(receiver.open(sealed.enc(), INFO, sealed.ciphertext())))
          .isEqualTo(PLAINTEXT);
    }
  }

  @ParameterizedTest
  @EnumSource(Kem.class)
  void refusesEachChangedPart(Kem kem) throws Exception {
    try (HpkeReceiver receiver = HpkeReceiver.generate(kem, new SecureRandom())) {
      Sealed sealed = TinkSender.seal(kem, receiver.publicKey(), INFO, PLAINTEXT);
      byte[] enc = sealed.enc();
      byte[] ciphertext = sealed.ciphertext();
      assertThat(refused(receiver.open(flip(enc, 0), INFO, ciphertext)))
          .isEqualTo(HpkeFault.NOT_AUTHENTIC);
      assertThat(refused(receiver.open(flip(enc, enc.length - 2), INFO, ciphertext)))
          .isEqualTo(HpkeFault.NOT_AUTHENTIC);
      assertThat(refused(receiver.open(enc, flip(INFO, 3), ciphertext)))
          .isEqualTo(HpkeFault.NOT_AUTHENTIC);
      for (int i = 0; i < ciphertext.length; i++) {
        assertThat(refused(receiver.open(enc, INFO, flip(ciphertext, i))))
            .isEqualTo(HpkeFault.NOT_AUTHENTIC);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kem.class)
  void refusesWrongLengths(Kem kem) throws Exception {
    try (HpkeReceiver receiver = HpkeReceiver.generate(kem, new SecureRandom())) {
      int encBytes = kem.encapsulationBytes();
      for (int length : new int[] {0, encBytes - 1, encBytes + 1}) {
        assertThat(refused(receiver.open(new byte[length], INFO, new byte[45])))
            .isEqualTo(HpkeFault.WRONG_LENGTH);
      }
      assertThat(refused(receiver.open(new byte[encBytes], INFO, new byte[15])))
          .isEqualTo(HpkeFault.WRONG_LENGTH);
    }
  }

  @ParameterizedTest
  @EnumSource(Kem.class)
  void refusesSmallOrderPoint(Kem kem) {
    try (HpkeReceiver receiver = HpkeReceiver.generate(kem, new SecureRandom())) {
      byte[] enc = new byte[kem.encapsulationBytes()];
      assertThat(refused(receiver.open(enc, INFO, new byte[45])))
          .isEqualTo(HpkeFault.ENCAPSULATION_REFUSED);
    }
  }

  @Test
  void refusesMessageToAnotherRecipient() throws Exception {
    try (HpkeReceiver receiver = HpkeReceiver.generate(Kem.X_WING, new SecureRandom());
        HpkeReceiver other = HpkeReceiver.generate(Kem.X_WING, new SecureRandom())) {
      Sealed sealed = TinkSender.seal(Kem.X_WING, other.publicKey(), INFO, PLAINTEXT);
      assertThat(refused(receiver.open(sealed.enc(), INFO, sealed.ciphertext())))
          .isEqualTo(HpkeFault.NOT_AUTHENTIC);
    }
  }

  @Test
  void printsNoSecret() {
    try (HpkeReceiver receiver =
        HpkeReceiver.generate(Kem.X_WING, ScriptedRandom.ofHex(XWingVector.EXPANDED_SEED))) {
      assertThat(receiver).hasToString("HpkeReceiver[x-wing]");
    }
  }

  private static byte[] flip(byte[] bytes, int index) {
    byte[] changed = bytes.clone();
    changed[index] ^= 1;
    return changed;
  }

  @Test
  void payloadSurvivesEncoding() {
    byte[] key = "a disk key".getBytes(StandardCharsets.UTF_8);
    try (SealedPayload payload =
            new SealedPayload(SecretBytes.owning(new byte[32]), SecretBytes.copyOf(key));
        SealedPayload read = SealedPayload.parse(payload.encode()).orElseThrow()) {
      assertThat(read.key().bytes(SecretAccess.get())).isEqualTo(key);
      assertThat(read.tenantSecret().length()).isEqualTo(32);
    }
  }

  @Test
  void payloadOfAnotherVersionOrWithoutKeyIsNone() {
    for (byte[] bytes : new byte[][] {{}, {1}, new byte[33], version(1, 33), version(2, 65)}) {
      assertThat(SealedPayload.parse(SecretBytes.owning(bytes))).isEmpty();
    }
    assertThat(SealedPayload.parse(SecretBytes.owning(version(1, 34)))).isPresent();
  }

  private static byte[] version(int version, int length) {
    byte[] bytes = new byte[length];
    bytes[0] = (byte) version;
    return bytes;
  }
}
