package dev.sealkeep.keystore.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.PolicyRow;
import dev.sealkeep.keystore.store.ReferenceRow;
import dev.sealkeep.keystore.store.Stamp;
import dev.sealkeep.keystore.store.StoreRows;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Invariant 9: a state row whose content, name, version or place in the log changed is refused. */
final class StateMacTest {
  private static final List<KeyVersionRow> VERSIONS =
      List.of(StoreRows.keyVersion("a", "root", 1, 1), StoreRows.keyVersion("a", "root", 2, 2));

  private final TenantKeys keys = keys("a", 2);

  private static TenantKeys keys(String tenant, int value) {
    return new TenantKeys(
        tenant,
        AesGcmKeyset.generate(),
        SecretBytes.owning(StoreRows.filled(32, 1)),
        SecretBytes.owning(StoreRows.filled(32, value)));
  }

  private Stamp stamp(StateKind kind, String name, byte[] digest) {
    return keys.stamp(new StateObject(kind, name, 3, digest, 17));
  }

  /** The bytes under the MAC, written out. */
  @Test
  void macCoversLengthPrefixedFieldsAfterALabel() throws Exception {
    String header = "\0\0\0\25sealkeep/state-mac/v1\0\0\0\1a\0\0\0\6policy\0\0\0\1p";
    String version = "\0\0\0\10\0\0\0\0\0\0\0\3";
    String digest = "\0\0\0\40" + "d".repeat(32);
    String index = "\0\0\0\10\0\0\0\0\0\0\0\21";
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(StoreRows.filled(32, 2), "HmacSHA256"));
    byte[] expected =
        mac.doFinal((header + version + digest + index).getBytes(StandardCharsets.ISO_8859_1));
    assertThat(stamp(StateKind.POLICY, "p", StoreRows.filled(32, 'd')).mac()).isEqualTo(expected);
  }

  @Test
  void stampIsGoodForItsObjectAlone() {
    Stamp good = stamp(StateKind.POLICY, "p", new byte[32]);
    assertThat(keys.verifies(StateKind.POLICY, "p", good)).isTrue();
    assertThat(keys.verifies(StateKind.REFERENCE, "p", good)).isFalse();
    assertThat(keys.verifies(StateKind.POLICY, "q", good)).isFalse();
    assertThat(keys("b", 2).verifies(StateKind.POLICY, "p", good)).isFalse();
    assertThat(keys("a", 3).verifies(StateKind.POLICY, "p", good)).isFalse();
    assertBad(new Stamp(4, good.digest(), 17, good.mac()));
    assertBad(new Stamp(3, StoreRows.filled(32, 1), 17, good.mac()));
    assertBad(new Stamp(3, good.digest(), 18, good.mac()));
    assertBad(new Stamp(3, good.digest(), 17, new byte[0]));
    for (int i = 0; i < 256; i++) {
      byte[] mac = good.mac().clone();
      mac[i / 8] ^= (byte) (1 << (i % 8));
      assertBad(new Stamp(3, good.digest(), 17, mac));
    }
  }

  private void assertBad(Stamp stamp) {
    assertThat(keys.verifies(StateKind.POLICY, "p", stamp)).isFalse();
  }

  @Test
  void policyRowIsGoodWithItsOwnSourceAlone() throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest("text ä".getBytes(StandardCharsets.UTF_8));
    assertThat(ContentDigests.policy("text ä")).isEqualTo(digest);
    Stamp stamp = stamp(StateKind.POLICY, "p", digest);
    assertThat(keys.verifies(new PolicyRow("a", "p", "text ä", stamp))).isTrue();
    assertThat(keys.verifies(new PolicyRow("a", "p", "text", stamp))).isFalse();
    assertThat(keys.verifies(new PolicyRow("b", "p", "text ä", stamp))).isFalse();
    assertThat(keys.verifies(new PolicyRow("a", "q", "text ä", stamp))).isFalse();
  }

  @Test
  void referenceRowIsGoodWithItsOwnTextAlone() {
    Stamp stamp = stamp(StateKind.REFERENCE, "r", ContentDigests.reference("rows"));
    assertThat(keys.verifies(new ReferenceRow("a", "r", "rows", stamp))).isTrue();
    assertThat(keys.verifies(new ReferenceRow("a", "r", "rows\n", stamp))).isFalse();
    assertThat(keys.verifies(new ReferenceRow("b", "r", "rows", stamp))).isFalse();
    assertThat(keys.verifies(new PolicyRow("a", "r", "rows", stamp))).isFalse();
  }

  @Test
  void tenantRowIsGoodWithItsOwnBlobsAlone() {
    byte[] x = StoreRows.filled(60, 1);
    byte[] y = StoreRows.filled(60, 2);
    Stamp stamp = stamp(StateKind.TENANT, "a", ContentDigests.tenant(x, y, x));
    assertThat(keys.verifies(new TenantRow("a", x, y, x, stamp))).isTrue();
    assertThat(keys.verifies(new TenantRow("a", y, y, x, stamp))).isFalse();
    assertThat(keys.verifies(new TenantRow("a", x, x, x, stamp))).isFalse();
    assertThat(keys.verifies(new TenantRow("a", x, y, y, stamp))).isFalse();
    assertThat(keys.verifies(new TenantRow("b", x, y, x, stamp))).isFalse();
  }

  @Test
  void keyRowIsGoodWithItsPolicyStateAndVersionsAlone() {
    Stamp stamp = stamp(StateKind.KEY, "root", ContentDigests.key("p", true, 2, VERSIONS));
    KeyRow good = new KeyRow("a", "root", "p", true, 2, stamp);
    assertThat(keys.verifies(good, VERSIONS)).isTrue();
    assertThat(keys.verifies(good, VERSIONS.reversed())).isTrue();
    assertThat(keys.verifies(good, VERSIONS.subList(0, 1))).isFalse();
    assertThat(keys.verifies(good, List.of())).isFalse();
    assertThat(keys.verifies(good, swapped())).isFalse();
    assertThat(keys.verifies(new KeyRow("a", "root", "q", true, 2, stamp), VERSIONS)).isFalse();
    assertThat(keys.verifies(new KeyRow("a", "root", "p", false, 2, stamp), VERSIONS)).isFalse();
    assertThat(keys.verifies(new KeyRow("a", "root", "p", true, 1, stamp), VERSIONS)).isFalse();
    assertThat(keys.verifies(new KeyRow("b", "root", "p", true, 2, stamp), VERSIONS)).isFalse();
    assertThat(keys.verifies(new KeyRow("a", "data", "p", true, 2, stamp), VERSIONS)).isFalse();
  }

  private static List<KeyVersionRow> swapped() {
    return List.of(
        StoreRows.keyVersion("a", "root", 1, 2), StoreRows.keyVersion("a", "root", 2, 1));
  }
}
