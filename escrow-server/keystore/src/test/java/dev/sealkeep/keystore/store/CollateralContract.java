package dev.sealkeep.keystore.store;

import static dev.sealkeep.keystore.store.StoreRows.TIME;
import static dev.sealkeep.keystore.store.StoreRows.collateral;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the cache of published collateral promises, on any database. */
public abstract class CollateralContract {
  private static final Duration SOON = Duration.ofSeconds(30);

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

  private void write(Consumer<Transaction> work) {
    assertThat(
            store.transact(
                transaction -> {
                  work.accept(transaction);
                  return true;
                }))
        .succeedsWithin(SOON);
  }

  private List<String> ids() {
    return store.read(s -> s.collateralByUse(100)).stream().map(CollateralRow::id).toList();
  }

  private Optional<CollateralRow> item(String id) {
    return store.read(snapshot -> snapshot.collateral(id));
  }

  @Test
  void anItemSurvivesReopening() throws Exception {
    write(transaction -> transaction.putCollateral(collateral("one", "chip", 1, 0)));
    store.close();
    store = open();

    assertThat(item("one"))
        .get()
        .usingRecursiveComparison()
        .isEqualTo(collateral("one", "chip", 1, 0));
    assertThat(item("two")).isEmpty();
  }

  @Test
  void aReplacedItemKeepsWhenItWasLastUsed() {
    write(transaction -> transaction.putCollateral(collateral("one", "", 1, 0)));
    write(transaction -> transaction.useCollateral("one", TIME));
    write(transaction -> transaction.putCollateral(collateral("one", "", 9, 0)));

    assertThat(item("one"))
        .get()
        .satisfies(
            row -> {
              assertThat(row.fetched()).isEqualTo(TIME.plusMillis(9));
              assertThat(row.verified()).isEqualTo(TIME);
            });
  }

  @Test
  void aSubjectIsKnownOnceEvidenceVerifiedWithOneOfItsItems() {
    write(transaction -> transaction.putCollateral(collateral("one", "chip", 1, 0)));
    assertThat(store.<Boolean>read(snapshot -> snapshot.collateralVerified("chip"))).isFalse();

    write(transaction -> transaction.useCollateral("one", TIME));

    assertThat(store.<Boolean>read(snapshot -> snapshot.collateralVerified("chip"))).isTrue();
    assertThat(store.<Boolean>read(snapshot -> snapshot.collateralVerified("other"))).isFalse();
  }

  @Test
  void usingAnUnknownItemDoesNothing() {
    write(transaction -> transaction.useCollateral("none", TIME));
    assertThat(ids()).isEmpty();
  }

  @Test
  void trimmingKeepsWhatWasUsedLastAndThenTheNewest() {
    write(
        transaction -> {
          transaction.putCollateral(collateral("old", "", 1, 0));
          transaction.putCollateral(collateral("new", "", 5, 0));
          transaction.putCollateral(collateral("used", "", 2, 3));
          transaction.putCollateral(collateral("used later", "", 0, 4));
        });
    assertThat(ids()).containsExactly("used later", "used", "new", "old");

    write(transaction -> transaction.trimCollateral(3));

    assertThat(ids()).containsExactly("used later", "used", "new");
  }
}
