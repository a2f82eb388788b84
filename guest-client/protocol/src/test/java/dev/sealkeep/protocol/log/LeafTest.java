package dev.sealkeep.protocol.log;

import static dev.sealkeep.protocol.log.GoldenEntries.hex;
import static dev.sealkeep.protocol.log.GoldenEntries.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class LeafTest {
  private static final byte[] SALT = range(32, 64);
  private static final String C =
      "00117603571cb38ad24ee5794f4a48196d1a84f2287d43df97ce6842712cbf51";
  private static final String T =
      "67403ffbfc4c1ec9dc997b206855e420da8b6f9734a135b2ad0c30e2328de514";

  private final SecretBytes tenantKey = SecretBytes.owning(range(64, 96));
  private final Leaf leaf = Leaf.of(tenantKey, SALT, GoldenEntries.RELEASE);

  @Test
  void aLeafHasItsPublishedBytes() {
    assertThat(leaf.data()).isEqualTo(hex(C + T));
    assertThat(leaf.leafHash())
        .hasToString("8e258fb887ccb7000ce8f92f77129dc226ee3e6576662d2712edf8d4aa0fe167");
  }

  @Test
  void aLeafSurvivesARoundTrip() {
    assertThat(Leaf.parse(leaf.data())).isEqualTo(LogResult.accepted(leaf));
    for (int size : new int[] {0, 32, 63, 65, 96}) {
      assertThat(Leaf.parse(new byte[size]).reason()).contains(LogFault.LEAF_MALFORMED);
    }
  }

  @Test
  void theTagIsTheJdksHmac() throws GeneralSecurityException {
    Random random = new Random(3);
    for (int round = 0; round < 100; round++) {
      byte[] key = new byte[32];
      byte[] commitment = new byte[32];
      random.nextBytes(key);
      random.nextBytes(commitment);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      assertThat(Leaf.tag(SecretBytes.copyOf(key), Digest.of(commitment)).bytes())
          .isEqualTo(mac.doFinal(commitment));
    }
  }

  @Test
  void aLeafBelongsToItsTenantAlone() {
    assertThat(leaf.belongsTo(tenantKey)).isTrue();
    assertThat(leaf.belongsTo(SecretBytes.owning(range(65, 97)))).isFalse();
  }

  @Test
  void aLeafOpensToItsEntryAndSaltAlone() {
    assertThat(leaf.opensTo(SALT, GoldenEntries.RELEASE)).isTrue();
    assertThat(leaf.opensTo(range(33, 65), GoldenEntries.RELEASE)).isFalse();
    assertThat(leaf.opensTo(SALT, GoldenEntries.DENIAL)).isFalse();
    assertThat(leaf.opensTo(new byte[31], GoldenEntries.RELEASE)).isFalse();
  }

  @Test
  void saltsAndKeysOfAnotherSizeAreRefused() {
    assertThatThrownBy(() -> Leaf.commit(new byte[31], new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Leaf.tag(SecretBytes.owning(new byte[33]), leaf.commitment()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
