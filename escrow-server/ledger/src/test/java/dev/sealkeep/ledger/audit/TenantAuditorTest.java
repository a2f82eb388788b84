package dev.sealkeep.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.ledger.audit.TenantAuditor.Finding;
import dev.sealkeep.ledger.audit.TenantAuditor.Report;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogFault;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TenantAuditorTest {
  private static final int COUNT = 40;

  private final SecretBytes acmeKey = key(1);
  private final SecretBytes otherKey = key(2);
  private final List<Leaf> leaves = new ArrayList<>();
  private final List<HeldEntry> held = new ArrayList<>();

  /** A log of two tenants in which every third leaf is acme's. */
  @BeforeEach
  void fill() {
    for (int i = 0; i < COUNT; i++) {
      if (i % 3 == 0) {
        append(acmeKey, "acme", i, i);
      } else {
        leaves.add(Leaf.of(otherKey, salt(i), entry("other", i, i)));
      }
    }
  }

  private void append(SecretBytes key, String tenant, int id, long time) {
    append(key, entry(tenant, id, time));
  }

  private void append(SecretBytes key, byte[] entry) {
    int index = leaves.size();
    leaves.add(Leaf.of(key, salt(index), entry));
    held.add(new HeldEntry(index, salt(index), entry));
  }

  private static SecretBytes key(int value) {
    return SecretBytes.owning(ByteBuffer.allocate(32).putInt(value).array());
  }

  private static byte[] salt(int value) {
    return ByteBuffer.allocate(32).putInt(value).array();
  }

  private static byte[] entry(String tenant, int id, long time) {
    DecisionId decision = DecisionId.of(ByteBuffer.allocate(16).putInt(id).array());
    Entry.Header header = new Entry.Header(decision, time, tenant);
    return new Entry.State(
            header, Entry.StateObject.KEY, "root", 1, Digest.sha256(new byte[] {(byte) id}))
        .encode();
  }

  private Report check() {
    return TenantAuditor.check("acme", acmeKey, leaves.iterator(), held);
  }

  @Test
  void aTenantThatWasShownAllIsComplete() {
    Report report = check();
    assertThat(report.complete()).isTrue();
    assertThat(report.leaves()).isEqualTo(COUNT);
    assertThat(report.owned()).isEqualTo(14);
    assertThat(report.opened()).hasSize(14);
    assertThat(report.opened().get(1).index()).isEqualTo(3);
    assertThat(report.opened().get(1).entry().tenant()).isEqualTo("acme");
  }

  @Test
  void everyEntryThatIsLeftOutIsMissed() {
    for (int i = 0; i < held.size(); i++) {
      HeldEntry left = held.remove(i);
      assertThat(check().findings()).containsExactly(new Finding.Unopened(left.index()));
      held.add(i, left);
    }
    assertThat(new Finding.Unopened(0).code()).isEqualTo("audit.tenant.unopened");
  }

  @Test
  void aTenantWithNothingHeldMissesAllItsLeaves() {
    held.clear();
    assertThat(check().findings()).hasSize(14).allMatch(f -> f instanceof Finding.Unopened);
  }

  @Test
  void alteredEntriesAndSaltsDoNotOpen() {
    HeldEntry third = held.get(2);
    byte[] entry = third.entry().clone();
    entry[entry.length - 1] ^= 1;
    held.set(2, new HeldEntry(third.index(), third.salt(), entry));
    assertThat(check().findings()).containsExactly(new Finding.WrongCommitment(6));
    held.set(2, new HeldEntry(third.index(), new byte[32], third.entry()));
    assertThat(check().findings()).containsExactly(new Finding.WrongCommitment(6));
    held.set(2, new HeldEntry(third.index(), new byte[5], third.entry()));
    assertThat(check().findings()).containsExactly(new Finding.WrongCommitment(6));
  }

  @Test
  void anEntryUnderAnotherTenantsTagIsFound() {
    append(otherKey, "acme", 1000, 1000);
    assertThat(check().findings()).containsExactly(new Finding.WrongTag(COUNT));
  }

  @Test
  void anEntryThatNamesAnotherTenantIsFound() {
    append(acmeKey, "other", 1000, 1000);
    assertThat(check().findings()).containsExactly(new Finding.ForeignTenant(COUNT, "other"));
  }

  @Test
  void bytesThatAreNoEntryAreFound() {
    append(acmeKey, new byte[] {0x1f});
    assertThat(check().findings())
        .containsExactly(new Finding.NoEntry(COUNT, LogFault.ENTRY_ENCODING));
  }

  @Test
  void aLeafBeyondTheLogIsFound() {
    held.add(new HeldEntry(COUNT, salt(COUNT), entry("acme", 1, 1)));
    held.add(new HeldEntry(-1, salt(COUNT), entry("acme", 1, 1)));
    assertThat(check().findings())
        .containsExactly(new Finding.NoSuchLeaf(-1), new Finding.NoSuchLeaf(COUNT));
  }

  @Test
  void aLeafThatIsClaimedTwiceIsFound() {
    held.add(held.getFirst());
    assertThat(check().findings()).containsExactly(new Finding.RepeatedIndex(0));
  }

  @Test
  void anIdThatIsUsedTwiceIsFound() {
    append(acmeKey, "acme", 3, 1000);
    assertThat(check().findings())
        .extracting(Finding::code)
        .containsExactly("audit.tenant.repeated_id");
  }

  @Test
  void aTimeThatGoesBackIsFound() {
    append(acmeKey, "acme", 1000, 38);
    assertThat(check().findings()).containsExactly(new Finding.TimeReversed(COUNT, 38, 39));
  }
}
