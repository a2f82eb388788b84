package dev.sealkeep.agent.volume.key;

import static dev.sealkeep.agent.volume.VolumeLab.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.LowerHex;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class VolumeSecretTest {
  private static final UUID VOLUME = UUID.fromString("7f3a2d0c-6c5b-4c0e-9b1e-2f6d3a4b5c6d");

  private static String passphrase(SecretBytes key, UUID volume) throws Exception {
    try (VolumeSecret secret = VolumeSecret.of(key, volume)) {
      return LowerHex.encode(secret.passphrase().bytes(SecretAccess.get()));
    }
  }

  /** The format is fixed, for volumes outlive programs; computed with another program. */
  @Test
  void passphraseIsThatOfTheFirstRelease() throws Exception {
    assertThat(passphrase(SecretBytes.owning(new byte[32]), VOLUME))
        .isEqualTo("944d3e63f34b76e34f2e0af1769984ba1532e1c038b8d81c3c54ba83dc1e6985");
  }

  @Test
  void eachVolumeHasItsOwn() throws Exception {
    assertThat(passphrase(SecretBytes.owning(new byte[32]), new UUID(1, 2)))
        .isNotEqualTo(passphrase(SecretBytes.owning(new byte[32]), VOLUME));
  }

  /** Who learns a token's MAC or its key learns no passphrase, and the other way round. */
  @Test
  void passphraseAndTokensKeyDiffer() throws Exception {
    byte[] message = {1};
    try (VolumeSecret secret = VolumeSecret.of(SecretBytes.owning(new byte[32]), VOLUME)) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.passphrase().bytes(SecretAccess.get()), "HmacSHA256"));
      assertThat(secret.mac(message)).isNotEqualTo(mac.doFinal(message));
    }
  }

  @Test
  void shortKeyMakesNone() {
    assertFault(
        VolumeFault.KEY_SHORT, () -> VolumeSecret.of(SecretBytes.owning(new byte[15]), VOLUME));
  }

  @Test
  void closingWipes() throws Exception {
    VolumeSecret secret = VolumeSecret.of(SecretBytes.owning(new byte[16]), VOLUME);
    byte[] bytes = secret.passphrase().bytes(SecretAccess.get());
    secret.close();
    assertThat(bytes).containsOnly(0);
  }
}
