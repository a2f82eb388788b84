package dev.sealkeep.keystore.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.StoreRows;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What opens under which key, and that nothing else does. */
final class KeyHierarchyTest {
  private final MemoryKek root = new MemoryKek();
  private final KeyHierarchy hierarchy = new KeyHierarchy(root, new SecureRandom());

  private TenantRow tenant(String name) {
    try (NewTenant created = hierarchy.createTenant(name)) {
      return row(created.wrapped());
    }
  }

  private static TenantRow row(WrappedTenant wrapped) {
    return wrapped.row(StoreRows.stamp(1));
  }

  private static KeyVersionRow version(TenantKeys keys, String key, int version, byte[] secret) {
    byte[] wrapped = keys.wrapKey(key, version, SecretBytes.copyOf(secret));
    return new KeyVersionRow(keys.tenant(), key, version, wrapped, StoreRows.TIME);
  }

  private static byte[] read(SecretBytes secret) {
    return secret.bytes(SecretAccess.get()).clone();
  }

  private static void assertFails(WrappedObject object, ThrowingCallable work) {
    UnwrapFailedException failure = catchThrowableOfType(UnwrapFailedException.class, work);
    assertThat(failure).isNotNull();
    assertThat(failure.object()).isEqualTo(object);
    assertThat(failure).hasMessageStartingWith(object.code() + ": ");
  }

  @Test
  void reopenedTenantHasTheSameKeys() {
    try (NewTenant created = hierarchy.createTenant("a");
        TenantKeys opened = hierarchy.open(row(created.wrapped()))) {
      assertThat(read(opened.tagKey())).hasSize(32).isEqualTo(read(created.keys().tagKey()));
      StateObject object = new StateObject(StateKind.POLICY, "p", 1, new byte[32], 2);
      assertThat(opened.stateMac(object)).hasSize(32).isEqualTo(created.keys().stateMac(object));
      assertThat(opened.tenant()).isEqualTo("a");
    }
  }

  @Test
  void tenantPinIsTheDigestOfTheTagKey() throws Exception {
    try (NewTenant created = hierarchy.createTenant("a")) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(read(created.keys().tagKey()));
      assertThat(created.keys().tenantPin()).isEqualTo(digest);
    }
  }

  @Test
  void tenantsShareNoSecret() {
    try (NewTenant a = hierarchy.createTenant("a");
        NewTenant b = hierarchy.createTenant("a")) {
      assertThat(a.keys().tagKey().sameAs(b.keys().tagKey())).isFalse();
      StateObject object = new StateObject(StateKind.POLICY, "p", 1, new byte[32], 2);
      assertThat(a.keys().stateMac(object)).isNotEqualTo(b.keys().stateMac(object));
    }
  }

  @Test
  void sealingKeysOfEveryAcceptedSizeComeBack() {
    try (TenantKeys keys = hierarchy.open(tenant("a"))) {
      for (int size : new int[] {16, 32, 64, 512}) {
        byte[] secret = StoreRows.filled(size, size);
        assertThat(read(keys.unwrapKey(version(keys, "root", 1, secret)))).isEqualTo(secret);
      }
      for (int size : new int[] {0, 15, 513}) {
        assertThatThrownBy(() -> version(keys, "root", 1, new byte[size]))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> version(keys, "root", 0, new byte[32]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void tenantsBlobsUnderAnotherTenantFail() {
    TenantRow a = tenant("a");
    TenantRow b = tenant("b");
    assertFails(
        WrappedObject.TENANT_KEK,
        () -> hierarchy.open(with(a, row -> row.wrappedKek(), a.wrappedTagKey(), "b")));
    TenantRow kekOfA =
        new TenantRow(
            "b", a.wrappedKek(), b.wrappedTagKey(), b.wrappedStateKey(), StoreRows.stamp(1));
    assertFails(WrappedObject.TENANT_KEK, () -> hierarchy.open(kekOfA));
    TenantRow tagKeyOfA =
        new TenantRow(
            "b", b.wrappedKek(), a.wrappedTagKey(), b.wrappedStateKey(), StoreRows.stamp(1));
    assertFails(WrappedObject.TAG_KEY, () -> hierarchy.open(tagKeyOfA));
    TenantRow stateKeyOfA =
        new TenantRow(
            "b", b.wrappedKek(), b.wrappedTagKey(), a.wrappedStateKey(), StoreRows.stamp(1));
    assertFails(WrappedObject.STATE_KEY, () -> hierarchy.open(stateKeyOfA));
  }

  private static TenantRow with(
      TenantRow row, Function<TenantRow, byte[]> kek, byte[] tagKey, String name) {
    return new TenantRow(name, kek.apply(row), tagKey, row.wrappedStateKey(), row.stamp());
  }

  @Test
  void tagAndStateKeySwappedFail() {
    TenantRow a = tenant("a");
    TenantRow swapped =
        new TenantRow("a", a.wrappedKek(), a.wrappedStateKey(), a.wrappedTagKey(), a.stamp());
    assertFails(WrappedObject.TAG_KEY, () -> hierarchy.open(swapped));
  }

  @Test
  void sealingKeyElsewhereThanItBelongsFails() {
    try (TenantKeys a = hierarchy.open(tenant("a"));
        TenantKeys b = hierarchy.open(tenant("b"))) {
      byte[] wrapped = version(a, "root", 1, new byte[32]).wrapped();
      assertElsewhereFails(a, new KeyVersionRow("a", "root", 2, wrapped, StoreRows.TIME));
      assertElsewhereFails(a, new KeyVersionRow("a", "data", 1, wrapped, StoreRows.TIME));
      assertElsewhereFails(a, new KeyVersionRow("b", "root", 1, wrapped, StoreRows.TIME));
      assertElsewhereFails(b, new KeyVersionRow("a", "root", 1, wrapped, StoreRows.TIME));
      assertElsewhereFails(b, new KeyVersionRow("b", "root", 1, wrapped, StoreRows.TIME));
    }
  }

  private static void assertElsewhereFails(TenantKeys keys, KeyVersionRow row) {
    assertFails(WrappedObject.SEALING_KEY, () -> keys.unwrapKey(row));
  }

  @Test
  void versionsSwappedFail() {
    try (TenantKeys keys = hierarchy.open(tenant("a"))) {
      byte[] first = version(keys, "root", 1, StoreRows.filled(32, 1)).wrapped();
      byte[] second = version(keys, "root", 2, StoreRows.filled(32, 2)).wrapped();
      assertElsewhereFails(keys, new KeyVersionRow("a", "root", 1, second, StoreRows.TIME));
      assertElsewhereFails(keys, new KeyVersionRow("a", "root", 2, first, StoreRows.TIME));
    }
  }

  /** Names that join to the same text must not make the same associated data. */
  @Test
  void namesCutElsewhereFail() {
    try (TenantKeys keys = hierarchy.open(tenant("a"))) {
      byte[] wrapped = version(keys, "b.c", 1, new byte[32]).wrapped();
      assertElsewhereFails(keys, new KeyVersionRow("a", "b", 1, wrapped, StoreRows.TIME));
    }
    assertThat(WrappedObject.SEALING_KEY.associatedData("ab", "c", 1))
        .isNotEqualTo(WrappedObject.SEALING_KEY.associatedData("a", "bc", 1));
  }

  @Test
  void wrappedTagAndStateKeysAreNoSealingKeys() {
    TenantRow a = tenant("a");
    try (TenantKeys keys = hierarchy.open(a)) {
      for (byte[] wrapped : List.of(a.wrappedTagKey(), a.wrappedStateKey())) {
        assertElsewhereFails(keys, new KeyVersionRow("a", "a", 1, wrapped, StoreRows.TIME));
      }
    }
  }

  @Test
  void wrappedSealingKeyIsNoTagKey() {
    TenantRow a = tenant("a");
    try (TenantKeys keys = hierarchy.open(a)) {
      byte[] wrapped = version(keys, "a", 1, new byte[32]).wrapped();
      TenantRow planted =
          new TenantRow("a", a.wrappedKek(), wrapped, a.wrappedStateKey(), a.stamp());
      assertFails(WrappedObject.TAG_KEY, () -> hierarchy.open(planted));
    }
  }

  @Test
  void flippedBitOfAnyByteFails() {
    TenantRow a = tenant("a");
    try (TenantKeys keys = hierarchy.open(a)) {
      KeyVersionRow sealed = version(keys, "root", 1, new byte[32]);
      eachFlip(
          sealed.wrapped(),
          bad ->
              assertElsewhereFails(keys, new KeyVersionRow("a", "root", 1, bad, StoreRows.TIME)));
    }
    byte[] kek = a.wrappedKek();
    byte[] tag = a.wrappedTagKey();
    byte[] state = a.wrappedStateKey();
    eachFlip(
        kek,
        bad ->
            assertFails(
                WrappedObject.TENANT_KEK,
                () -> hierarchy.open(new TenantRow("a", bad, tag, state, a.stamp()))));
    eachFlip(
        tag,
        bad ->
            assertFails(
                WrappedObject.TAG_KEY,
                () -> hierarchy.open(new TenantRow("a", kek, bad, state, a.stamp()))));
    eachFlip(
        state,
        bad ->
            assertFails(
                WrappedObject.STATE_KEY,
                () -> hierarchy.open(new TenantRow("a", kek, tag, bad, a.stamp()))));
  }

  private static void eachFlip(byte[] good, java.util.function.Consumer<byte[]> check) {
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << (i % 8));
      check.accept(bad);
    }
  }

  @Test
  void cutBlobsFail() {
    try (TenantKeys keys = hierarchy.open(tenant("a"))) {
      byte[] wrapped = version(keys, "root", 1, new byte[32]).wrapped();
      for (int length = 0; length < wrapped.length; length++) {
        byte[] cut = java.util.Arrays.copyOf(wrapped, length);
        assertElsewhereFails(keys, new KeyVersionRow("a", "root", 1, cut, StoreRows.TIME));
      }
    }
  }

  @Test
  void rotatedTenantKekChangesEveryBlobAndNoSecret() {
    TenantRow before = tenant("a");
    try (TenantKeys old = hierarchy.open(before)) {
      KeyVersionRow sealed = version(old, "root", 1, StoreRows.filled(32, 5));
      try (RotatedTenant rotated = hierarchy.rotateTenantKek(before, List.of(sealed));
          TenantKeys reopened = hierarchy.open(row(rotated.wrapped()))) {
        assertThat(rotated.wrapped().kek()).isNotEqualTo(before.wrappedKek());
        assertThat(rotated.wrapped().tagKey()).isNotEqualTo(before.wrappedTagKey());
        assertThat(rotated.wrapped().stateKey()).isNotEqualTo(before.wrappedStateKey());
        assertThat(reopened.tagKey().sameAs(old.tagKey())).isTrue();
        StateObject object = new StateObject(StateKind.KEY, "root", 1, new byte[32], 2);
        assertThat(reopened.stateMac(object)).isEqualTo(old.stateMac(object));
        KeyVersionRow rewrapped = rotated.versions().getFirst();
        assertThat(read(reopened.unwrapKey(rewrapped))).isEqualTo(StoreRows.filled(32, 5));
        assertThat(read(reopened.unwrapKey(sealed))).isEqualTo(StoreRows.filled(32, 5));
        assertFails(WrappedObject.SEALING_KEY, () -> old.unwrapKey(rewrapped));
      }
    }
  }

  @Test
  void rotationWithABadVersionFailsAsAWhole() {
    TenantRow row = tenant("a");
    KeyVersionRow bad = StoreRows.keyVersion("a", "root", 1, 1);
    assertFails(
        WrappedObject.SEALING_KEY, () -> hierarchy.rotateTenantKek(row, List.of(bad)).close());
  }

  @Test
  void tenantRewrappedUnderARotatedRootOpensAndItsOldRowStillDoes() {
    TenantRow before = tenant("a");
    root.rotate();
    WrappedTenant after = hierarchy.rewrapTenantKek(before);
    assertThat(after.kek()).isNotEqualTo(before.wrappedKek());
    assertThat(after.tagKey()).isEqualTo(before.wrappedTagKey());
    try (TenantKeys old = hierarchy.open(before);
        TenantKeys fresh = hierarchy.open(row(after))) {
      assertThat(fresh.tagKey().sameAs(old.tagKey())).isTrue();
    }
  }

  @Test
  void serverSecretOpensUnderItsNameAlone() {
    ServerSecrets secrets = new ServerSecrets(root);
    byte[] wrapped = secrets.wrap("challenge", SecretBytes.copyOf(StoreRows.filled(32, 9)));
    assertThat(read(secrets.unwrap("challenge", wrapped))).isEqualTo(StoreRows.filled(32, 9));
    assertFails(WrappedObject.SERVER_SECRET, () -> secrets.unwrap("log", wrapped));
    TenantRow planted = new TenantRow("challenge", wrapped, wrapped, wrapped, StoreRows.stamp(1));
    assertFails(WrappedObject.TENANT_KEK, () -> hierarchy.open(planted));
    assertFails(WrappedObject.SERVER_SECRET, () -> secrets.unwrap("a", tenant("a").wrappedKek()));
  }

  @Test
  void closedKeysAreWiped() {
    TenantKeys keys = hierarchy.open(tenant("a"));
    byte[] bytes = keys.tagKey().bytes(SecretAccess.get());
    keys.close();
    assertThat(bytes).containsOnly(0);
    assertThatThrownBy(keys::tenantPin).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nothingPrintsASecret() {
    try (NewTenant created = hierarchy.createTenant("a")) {
      assertThat(created).hasToString("NewTenant[wrapped=WrappedTenant[a], keys=TenantKeys[a]]");
      assertThat(hierarchy).hasToString("KeyHierarchy[memory]");
      assertThat(new ServerSecrets(root)).hasToString("ServerSecrets[memory]");
      TenantRow row = row(created.wrapped());
      UnwrapFailedException failure =
          catchThrowableOfType(
              UnwrapFailedException.class,
              () -> hierarchy.open(with(row, TenantRow::wrappedKek, new byte[50], "a")));
      assertThat(failure)
          .hasMessage("unwrap.tag_key: the wrapped blob of tenant a does not open")
          .hasNoCause();
    }
  }

  @Test
  void fingerprintIsTheLabelledDigestsFirstHalf() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update("sealkeep/fingerprint/v1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    String hex = HexFormat.of().formatHex(digest.digest(StoreRows.filled(32, 1)));
    Fingerprint fingerprint = Fingerprint.of(SecretBytes.copyOf(StoreRows.filled(32, 1)));
    assertThat(fingerprint).hasToString(hex.substring(0, 32));
  }

  @Test
  void generatedSealingKeysHaveOneOfTwoSizes() {
    SecureRandom random = new SecureRandom();
    assertThat(SealingKeys.generate(random, SealingKeys.DEFAULT_BYTES).length()).isEqualTo(32);
    assertThat(SealingKeys.generate(random, SealingKeys.DOUBLE_BYTES).length()).isEqualTo(64);
    assertThatThrownBy(() -> SealingKeys.generate(random, 16))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
