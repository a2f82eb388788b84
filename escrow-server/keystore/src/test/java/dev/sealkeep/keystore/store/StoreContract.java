package dev.sealkeep.keystore.store;

import static dev.sealkeep.keystore.store.StoreRows.TIME;
import static dev.sealkeep.keystore.store.StoreRows.filled;
import static dev.sealkeep.keystore.store.StoreRows.head;
import static dev.sealkeep.keystore.store.StoreRows.id;
import static dev.sealkeep.keystore.store.StoreRows.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every row and method of a {@link Store} promises, on any database. */
public abstract class StoreContract {
  /** The clock of an embedded store; finer than a millisecond. */
  protected static final InstantSource CLOCK = InstantSource.fixed(TIME.plusNanos(123_456));

  /** Long enough for a busy machine; no test waits for it to pass. */
  protected static final Duration SOON = Duration.ofSeconds(30);

  private Store store;

  /** Opens the one database of this test: the first time an empty one. */
  protected abstract Store open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  /** The store under test. */
  protected final Store store() {
    return store;
  }

  /** Closes the store and opens its database again. */
  protected final void reopen() throws Exception {
    store.close();
    store = open();
  }

  /** Runs a transaction without a result. */
  protected final void write(Consumer<Transaction> work) {
    assertThat(
            store.transact(
                transaction -> {
                  work.accept(transaction);
                  return true;
                }))
        .succeedsWithin(SOON);
  }

  private static void same(Object actual, Object expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  /** Reads no row, row of none, or no bytes. */
  private void readsNothing(Function<Snapshot, ?> query) {
    Object found = store.read(query::apply);
    assertThat(
            switch (found) {
              case Optional<?> row -> row.isEmpty();
              case List<?> rows -> rows.isEmpty();
              case byte[] bytes -> bytes.length == 0;
              default -> false;
            })
        .isTrue();
  }

  @Test
  void newStoreHasTheEmptyTreesHead() {
    byte[] root =
        HexFormat.of().parseHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    same(store.read(Snapshot::logHead), new LogHead(0, root, Instant.EPOCH));
  }

  @Test
  void logHeadIsReplaced() {
    write(transaction -> transaction.putLogHead(head(3)));
    same(store.read(Snapshot::logHead), head(3));
  }

  @Test
  void logRowsAreReadByRange() {
    write(transaction -> append(transaction, 5));
    same(store.read(snapshot -> snapshot.log(1, 3)), List.of(log(1, "b"), log(2, "a")));
    readsNothing(snapshot -> snapshot.log(5, 9));
    readsNothing(snapshot -> snapshot.log(3, 3));
  }

  @Test
  void tenantLogHoldsThatTenantsRowsFromAnIndexUpToALimit() {
    write(transaction -> append(transaction, 7));
    same(store.read(snapshot -> snapshot.tenantLog("a", 1, 2)), List.of(log(2, "a"), log(4, "a")));
    readsNothing(snapshot -> snapshot.tenantLog("c", 0, 9));
  }

  @Test
  void leavesAreJoinedInOrder() {
    write(transaction -> append(transaction, 4));
    byte[] leaves = store.read(snapshot -> snapshot.leaves(1, 3));
    assertThat(leaves).hasSize(128);
    assertThat(leaves[63]).isEqualTo((byte) 1);
    assertThat(leaves[127]).isEqualTo((byte) 2);
    readsNothing(snapshot -> snapshot.leaves(4, 9));
  }

  /** Rows 0, 2, 4… are tenant a's, the others b's. */
  private static void append(Transaction transaction, int count) {
    for (int i = 0; i < count; i++) {
      transaction.appendLog(log(i, i % 2 == 0 ? "a" : "b"));
    }
  }

  @Test
  void takenLogIndexIsRefused() {
    write(transaction -> transaction.appendLog(log(0, "a")));
    LogRow clash = new LogRow(0, id(9), "state", "a", filled(3, 1), filled(32, 1), filled(64, 1));
    assertRefused(transaction -> transaction.appendLog(clash));
    same(store.read(snapshot -> snapshot.log(0, 9)), List.of(log(0, "a")));
  }

  @Test
  void anEntryIsFoundByItsIdForItsTenantAlone() {
    write(transaction -> append(transaction, 3));
    same(store.read(snapshot -> snapshot.tenantEntry("a", id(2))), Optional.of(log(2, "a")));
    readsNothing(snapshot -> snapshot.tenantEntry("b", id(2)));
    readsNothing(snapshot -> snapshot.tenantEntry("a", id(9)));
  }

  @Test
  void takenDecisionIdIsRefused() {
    write(transaction -> transaction.appendLog(log(0, "a")));
    LogRow clash = new LogRow(1, id(0), "state", "a", filled(3, 1), filled(32, 1), filled(64, 1));
    assertRefused(transaction -> transaction.appendLog(clash));
    same(store.read(snapshot -> snapshot.log(0, 9)), List.of(log(0, "a")));
  }

  private void assertRefused(Consumer<Transaction> work) {
    assertThatThrownBy(
            () ->
                store
                    .transact(
                        transaction -> {
                          work.accept(transaction);
                          return true;
                        })
                    .join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tilesGrowInPlace() {
    write(transaction -> transaction.putTile(0, 0, filled(32, 1)));
    write(transaction -> transaction.putTile(0, 0, filled(64, 2)));
    write(transaction -> transaction.putTile(1, 0, filled(32, 3)));
    same(store.read(snapshot -> snapshot.tile(0, 0)), filled(64, 2));
    same(store.read(snapshot -> snapshot.tile(1, 0)), filled(32, 3));
    readsNothing(snapshot -> snapshot.tile(0, 1));
  }

  @Test
  void challengeIsSpentOnce() {
    assertThat(spend(1, TIME)).isTrue();
    assertThat(spend(1, TIME.plusSeconds(1))).isFalse();
    assertThat(spend(2, TIME)).isTrue();
  }

  @Test
  void challengeSpentInARolledBackTransactionIsNotSpent() {
    assertThat(
            store.transact(
                transaction -> {
                  assertThat(transaction.spendChallenge(filled(32, 1), TIME)).isTrue();
                  throw new Undone();
                }))
        .failsWithin(SOON);
    assertThat(spend(1, TIME)).isTrue();
  }

  @Test
  void challengesSpentBeforeATimeAreForgotten() {
    assertThat(spend(1, TIME)).isTrue();
    assertThat(spend(2, TIME.plusMillis(1))).isTrue();
    assertThat(forget(TIME.plusMillis(1), 10)).isEqualTo(1);
    assertThat(spend(2, TIME)).isFalse();
    assertThat(spend(1, TIME)).isTrue();
  }

  @Test
  void theOldestChallengesAreForgottenFirstSoManyAtATime() {
    for (int i = 1; i <= 5; i++) {
      assertThat(spend(i, TIME.minusMillis(i))).isTrue();
    }
    assertThat(forget(TIME, 2)).isEqualTo(2);
    assertThat(spend(3, TIME)).as("younger").isFalse();
    assertThat(spend(4, TIME)).isTrue();
    assertThat(spend(5, TIME)).isTrue();
    assertThat(forget(TIME, 9)).isEqualTo(3);
    assertThat(forget(TIME, 9)).isZero();
  }

  private int forget(Instant before, int atMost) {
    return store.transact(transaction -> transaction.forgetChallenges(before, atMost)).join();
  }

  private boolean spend(int value, Instant time) {
    return store
        .transact(transaction -> transaction.spendChallenge(filled(32, value), time))
        .join();
  }

  @Test
  void tenantsAreReplacedAndListedByName() {
    write(transaction -> transaction.putTenant(StoreRows.tenant("b", 1)));
    write(transaction -> transaction.putTenant(StoreRows.tenant("_dummy", 2)));
    write(transaction -> transaction.putTenant(StoreRows.tenant("b", 3)));
    same(store.read(snapshot -> snapshot.tenant("b")), Optional.of(StoreRows.tenant("b", 3)));
    same(
        store.read(Snapshot::tenants),
        List.of(StoreRows.tenant("_dummy", 2), StoreRows.tenant("b", 3)));
    readsNothing(snapshot -> snapshot.tenant("c"));
  }

  @Test
  void newestPolicyCounts() {
    write(
        transaction -> {
          for (int version = 1; version <= 11; version++) {
            transaction.putPolicy(StoreRows.policy("a", "y", version));
          }
          transaction.putPolicy(StoreRows.policy("a", "x", 2));
          transaction.putPolicy(StoreRows.policy("b", "y", 12));
        });
    same(store.read(s -> s.policy("a", "y")), Optional.of(StoreRows.policy("a", "y", 11)));
    same(
        store.read(s -> s.policies("a")),
        List.of(StoreRows.policy("a", "x", 2), StoreRows.policy("a", "y", 11)));
    readsNothing(s -> s.policy("b", "x"));
  }

  @Test
  void policysVersionIsNeverOverwritten() {
    write(transaction -> transaction.putPolicy(StoreRows.policy("a", "x", 1)));
    PolicyRow other = new PolicyRow("a", "x", "other", StoreRows.stamp(1));
    assertRefused(transaction -> transaction.putPolicy(other));
    same(store.read(s -> s.policy("a", "x")), Optional.of(StoreRows.policy("a", "x", 1)));
  }

  @Test
  void newestReferenceSetCounts() {
    write(
        transaction -> {
          for (int version = 1; version <= 11; version++) {
            transaction.putReference(StoreRows.reference("a", "builds", version));
          }
          transaction.putReference(StoreRows.reference("a", "apps", 1));
          transaction.putReference(StoreRows.reference("b", "builds", 12));
        });
    same(
        store.read(s -> s.reference("a", "builds")),
        Optional.of(StoreRows.reference("a", "builds", 11)));
    same(
        store.read(s -> s.references("a")),
        List.of(StoreRows.reference("a", "apps", 1), StoreRows.reference("a", "builds", 11)));
    readsNothing(s -> s.reference("b", "apps"));
    assertRefused(transaction -> transaction.putReference(StoreRows.reference("a", "apps", 1)));
  }

  @Test
  void keysAreReplacedAndListedByName() {
    write(
        transaction -> {
          transaction.putTenant(StoreRows.tenant("a", 1));
          transaction.putTenant(StoreRows.tenant("b", 1));
          transaction.putKey(StoreRows.key("a", "root", true, 1));
          transaction.putKey(StoreRows.key("a", "data", true, 1));
          transaction.putKey(StoreRows.key("b", "root", true, 9));
        });
    write(transaction -> transaction.putKey(StoreRows.key("a", "root", false, 2)));
    same(store.read(s -> s.key("a", "root")), Optional.of(StoreRows.key("a", "root", false, 2)));
    same(
        store.read(s -> s.keys("a")),
        List.of(StoreRows.key("a", "data", true, 1), StoreRows.key("a", "root", false, 2)));
    readsNothing(s -> s.key("b", "data"));
  }

  @Test
  void keyVersionsAreReplacedAndListedOldestFirst() {
    write(
        transaction -> {
          transaction.putTenant(StoreRows.tenant("a", 1));
          transaction.putKey(StoreRows.key("a", "root", true, 10));
          for (int version : new int[] {10, 2, 1}) {
            transaction.putKeyVersion(StoreRows.keyVersion("a", "root", version, version));
          }
          transaction.putKeyVersion(StoreRows.keyVersion("a", "root", 2, 99));
        });
    same(
        store.read(s -> s.keyVersions("a", "root")),
        List.of(
            StoreRows.keyVersion("a", "root", 1, 1),
            StoreRows.keyVersion("a", "root", 2, 99),
            StoreRows.keyVersion("a", "root", 10, 10)));
    same(
        store.read(s -> s.keyVersion("a", "root", 10)),
        Optional.of(StoreRows.keyVersion("a", "root", 10, 10)));
    readsNothing(s -> s.keyVersion("a", "root", 3));
    readsNothing(s -> s.keyVersions("b", "root"));
  }

  @Test
  void keyWithoutTenantAndVersionWithoutKeyAreRefused() {
    assertRefused(transaction -> transaction.putKey(StoreRows.key("a", "root", true, 1)));
    assertRefused(t -> t.putKeyVersion(StoreRows.keyVersion("a", "root", 1, 1)));
  }

  @Test
  void serverSecretsAndSettingsAreReplaced() {
    write(
        transaction -> {
          transaction.putServerSecret("challenge", filled(40, 1));
          transaction.putServerSecret("challenge", filled(40, 2));
          transaction.putServerSetting("origin", "one");
          transaction.putServerSetting("origin", "two");
        });
    same(store.read(s -> s.serverSecret("challenge")), Optional.of(filled(40, 2)));
    readsNothing(s -> s.serverSecret("log"));
    same(store.read(s -> s.serverSetting("origin")), Optional.of("two"));
    readsNothing(s -> s.serverSetting("log"));
  }

  @Test
  void adminTokensAreKnownByDigest() {
    same(store.read(Snapshot::anyAdminToken), false);
    write(transaction -> transaction.putAdminToken(filled(32, 1), TIME));
    write(transaction -> transaction.putAdminToken(filled(32, 1), TIME));
    same(store.read(Snapshot::anyAdminToken), true);
    same(store.read(s -> s.adminToken(filled(32, 1))), true);
    same(store.read(s -> s.adminToken(filled(32, 2))), false);
  }

  @Test
  void evidenceIsArchivedOnce() {
    write(transaction -> transaction.archiveEvidence("a", filled(32, 1), filled(1184, 1)));
    write(transaction -> transaction.archiveEvidence("b", filled(32, 1), filled(1184, 2)));
    write(transaction -> transaction.archiveEvidence("b", filled(32, 2), new byte[0]));
    same(store.read(s -> s.evidence(filled(32, 1))), Optional.of(filled(1184, 1)));
    same(store.read(s -> s.evidence(filled(32, 2))), Optional.of(new byte[0]));
    readsNothing(s -> s.evidence(filled(32, 3)));
  }

  @Test
  void decisionIsReadByItsTenantAlone() {
    write(
        transaction -> {
          transaction.putDecision(StoreRows.decision(1, "a", true));
          transaction.putDecision(StoreRows.decision(2, "a", false));
        });
    same(store.read(s -> s.decision("a", id(1))), Optional.of(StoreRows.decision(1, "a", true)));
    same(store.read(s -> s.decision("a", id(2))), Optional.of(StoreRows.decision(2, "a", false)));
    readsNothing(s -> s.decision("b", id(1)));
    assertRefused(transaction -> transaction.putDecision(StoreRows.decision(1, "a", false)));
  }

  @Test
  void acknowledgedRowsSurviveReopening() throws Exception {
    write(transaction -> append(transaction, 3));
    write(transaction -> transaction.putLogHead(head(3)));
    reopen();
    same(store.read(Snapshot::logHead), head(3));
    same(
        store.read(snapshot -> snapshot.log(0, 9)), List.of(log(0, "a"), log(1, "b"), log(2, "a")));
  }

  /** Thrown by work that must leave no trace. */
  protected static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
