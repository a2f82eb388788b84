package dev.sealkeep.service.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.keystore.store.CollateralRow;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.sqlite.SqliteStore;
import dev.sealkeep.service.collateral.vendor.FetchFault;
import dev.sealkeep.service.collateral.vendor.FetchOutcome;
import dev.sealkeep.service.collateral.vendor.ItemFiles;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Received;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Source;
import dev.sealkeep.service.collateral.vendor.Vendor;
import dev.sealkeep.service.collateral.vendor.VendorPaths;
import dev.sealkeep.service.collateral.vendor.VertxTransport;
import dev.sealkeep.service.harness.CollateralScene;
import dev.sealkeep.service.harness.ManualAlarm;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.harness.Simulation;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CollateralServiceTest {
  private static final List<CollateralId> SHARED =
      List.of(
          MadeUpItems.CHAIN, MadeUpItems.AMD_LIST, MadeUpItems.TCB_INFO, MadeUpItems.QE_IDENTITY);

  private static final Duration LONG = Duration.ofDays(1);

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock();
  private final ManualAlarm alarm = new ManualAlarm(clock);
  private final FaultyVendor vendor = new FaultyVendor();
  private Vertx vertx;
  private Store store;
  private CollateralScene scene;

  @BeforeEach
  void open() throws IOException {
    vertx = Vertx.vertx();
    SHARED.forEach(id -> publish(id, Duration.ofDays(1), Duration.ofDays(30)));
    for (int chip = 1; chip <= 3; chip++) {
      vendor.publish(MadeUpItems.vcekId(chip), MadeUpItems.vcek(chip));
    }
    start(CollateralDirectories.none(), 2);
  }

  private void start(CollateralDirectories directories, int strangers) {
    store = SqliteStore.open(directory.resolve("sealkeep.db"), clock);
    scene =
        new CollateralScene(
            Map.of(Vendor.AMD, vendor.base(), Vendor.INTEL, vendor.base()),
            new VertxTransport(vertx, Duration.ofSeconds(20)),
            alarm,
            clock,
            store,
            directories,
            strangers);
  }

  private void stop() {
    scene.close();
    store.close();
  }

  @AfterEach
  void close() throws Exception {
    stop();
    vendor.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Received received(CollateralId id, Duration age, Duration left) {
    return MadeUpItems.received(id, clock.instant().minus(age), clock.instant().plus(left));
  }

  private void publish(CollateralId id, Duration age, Duration left) {
    vendor.publish(id, received(id, age, left));
  }

  private CollateralService service() {
    return scene.service();
  }

  /** A connection may break on a busy machine: what is to be tried again soon is. */
  private void eventually(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              alarm.pending().stream()
                  .filter(wait -> wait.compareTo(Duration.ofMillis(500)) <= 0)
                  .findFirst()
                  .ifPresent(alarm::move);
              return condition.call();
            });
  }

  private <T> T join(CompletableFuture<T> future) {
    eventually(future::isDone);
    return future.join();
  }

  private FetchOutcome lookup(CollateralId id) {
    return join(service().lookup(id, LONG));
  }

  private Bag gather(List<CollateralId> needs) {
    return join(service().gather(needs));
  }

  private PublishedItem found(CollateralId id) {
    return ((FetchOutcome.Found) lookup(id)).item();
  }

  private void awaitStored(CollateralId id) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> store.read(s -> s.collateral(VendorPaths.name(id))).isPresent());
  }

  @Test
  void aBootStormReachesTheVendorAtMostOnceForAnItem() {
    CountDownLatch gate = new CountDownLatch(1);
    vendor.hold(gate);
    List<CompletableFuture<Bag>> guests = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      guests.add(service().gather(SHARED));
    }
    gate.countDown();

    Set<Collateral> contents = new HashSet<>();
    for (CompletableFuture<Bag> guest : guests) {
      contents.add(join(guest).content());
    }
    assertThat(contents).as("one object for the verifiers' caches").hasSize(1);
    assertThat(contents.iterator().next().documents()).hasSize(2);
    for (CollateralId id : SHARED) {
      assertThat(vendor.asked(id)).as("%s", id).isEqualTo(1);
    }
    assertThat(service().gather(SHARED)).isDone();
    assertThat(scene.count("sealkeep.collateral.lookups", "place", "vendor_fetched")).isEqualTo(4);
  }

  @Test
  void aGuestDoesNotWaitLongerThanTwoSecondsAndTheNextOneIsServed() {
    CountDownLatch gate = new CountDownLatch(1);
    vendor.hold(gate);
    CompletableFuture<Bag> impatient = service().gather(List.of(MadeUpItems.AMD_LIST));
    assertThat(impatient).isNotDone();
    alarm.move(CollateralService.PATIENCE);

    assertThat(impatient).isCompletedWithValueMatching(bag -> bag.content().isEmpty());
    gate.countDown();
    assertThat(found(MadeUpItems.AMD_LIST).id()).isEqualTo(MadeUpItems.AMD_LIST);
    assertThat(impatient.join().comeBack(clock.instant()))
        .as("what has come since")
        .contains(Duration.ofSeconds(1));
    assertThat(gather(List.of(MadeUpItems.AMD_LIST)).content().revocationLists()).hasSize(1);
    assertThat(vendor.asked()).isEqualTo(1);
  }

  private void assertComesBack(CollateralId id, Duration when) {
    assertThat(gather(List.of(id)).comeBack(clock.instant()))
        .as("%s", id)
        .isEqualTo(Optional.of(when));
  }

  private void assertFinal(CollateralId id) {
    assertThat(gather(List.of(id)).comeBack(clock.instant())).as("%s", id).isEmpty();
  }

  @Test
  void aRefusalIsPrematureWhileWhatItRestsOnIsLackingForNow() {
    Duration failed = Duration.ofSeconds(10);
    for (CollateralId id : SHARED) {
      vendor.next(FaultyVendor.Fault.WRONG_CONTENT);
      if (id.equals(MadeUpItems.AMD_LIST)) {
        assertFinal(id);
      } else {
        assertComesBack(id, failed);
      }
    }
    assertThat(lookup(MadeUpItems.vcekId(1))).isInstanceOf(FetchOutcome.Found.class);
    assertComesBack(MadeUpItems.vcekId(2), failed);
    assertThat(lookup(MadeUpItems.vcekId(2)))
        .isEqualTo(new FetchOutcome.Failed(FetchFault.OVER_BUDGET));
    clock.move(Duration.ofMinutes(1));
    assertFinal(MadeUpItems.vcekId(2));
    assertFinal(MadeUpItems.vcekId(9));
    assertThat(lookup(MadeUpItems.vcekId(9))).isEqualTo(new FetchOutcome.Absent());

    CountDownLatch gate = new CountDownLatch(1);
    vendor.hold(gate);
    CompletableFuture<Bag> onItsWay = service().gather(List.of(MadeUpItems.AMD_LIST));
    alarm.move(CollateralService.PATIENCE);
    assertThat(onItsWay.join().comeBack(clock.instant())).contains(Duration.ofSeconds(2));
    gate.countDown();
  }

  @Test
  void whoseTurnWillNotComeSoonIsToldAtOnce() {
    stop();
    start(CollateralDirectories.none(), 100);
    CountDownLatch gate = new CountDownLatch(1);
    vendor.hold(gate);
    List<CompletableFuture<FetchOutcome>> chips =
        IntStream.rangeClosed(1, 20)
            .mapToObj(chip -> service().lookup(MadeUpItems.vcekId(chip), LONG))
            .toList();
    eventually(() -> scene.client().waiting(Vendor.AMD) == 12);
    CollateralId last = MadeUpItems.vcekId(20);
    eventually(() -> service().lookup(last, LONG).isDone());

    assertThat(service().lookup(last, LONG))
        .isCompletedWithValue(new FetchOutcome.Failed(FetchFault.ON_ITS_WAY));
    assertComesBack(last, Duration.ofSeconds(10));
    assertThat(vendor.asked()).isLessThanOrEqualTo(8);
    assertThat(scene.count("sealkeep.collateral.waiting", "vendor", "amd")).isEqualTo(12);
    gate.countDown();

    assertThat(join(chips.getFirst())).isInstanceOf(FetchOutcome.Found.class);
    eventually(() -> vendor.asked() == 20);
    assertThat(lookup(last)).isEqualTo(new FetchOutcome.Absent());
    assertThat(vendor.asked()).isEqualTo(20);
  }

  @Test
  void whatAnotherNodeGotMeanwhileIsTakenAndNotAskedFor() {
    stop();
    start(CollateralDirectories.none(), 100);
    CollateralId last = MadeUpItems.vcekId(3);
    CountDownLatch gate = new CountDownLatch(1);
    vendor.hold(gate);
    for (int chip = 10; chip < 30; chip++) {
      CompletableFuture<FetchOutcome> _ = service().lookup(MadeUpItems.vcekId(chip), LONG);
    }
    eventually(() -> scene.client().waiting(Vendor.AMD) == 12);
    CompletableFuture<FetchOutcome> waiting = service().lookup(last, LONG);
    eventually(() -> service().lookup(last, LONG).isDone());
    Received content = MadeUpItems.vcek(3);
    CollateralRow row =
        new CollateralRow(
            VendorPaths.name(last),
            MadeUpItems.vcekId(3).hwId(),
            content.body(),
            content.contentType(),
            content.issuerChain(),
            clock.instant(),
            Instant.EPOCH);
    join(
        store.transact(
            another -> {
              another.putCollateral(row);
              return true;
            }));

    assertThat(join(service().lookup(last, LONG)))
        .as("looked for a moment ago")
        .isEqualTo(new FetchOutcome.Failed(FetchFault.ON_ITS_WAY));
    clock.move(Duration.ofSeconds(31));
    assertThat(join(service().lookup(last, LONG))).isInstanceOf(FetchOutcome.Found.class);
    assertThat(waiting).isDone();
    gate.countDown();

    eventually(() -> vendor.asked() == 20);
    assertThat(gather(SHARED).comeBack(clock.instant())).isEmpty();
    assertThat(vendor.asked(last)).isZero();
  }

  @Test
  void aVendorThatIsNotAskedIsNotWaitedFor() {
    Bag bag =
        CollateralScene.offline(store, clock, CollateralDirectories.none())
            .gather(SHARED)
            .orTimeout(30, TimeUnit.SECONDS)
            .join();

    assertThat(bag.comeBack(clock.instant())).isEmpty();
  }

  @Test
  void strangersShareASmallBudgetThatFillsAgain() {
    assertThat(lookup(MadeUpItems.vcekId(1))).isInstanceOf(FetchOutcome.Found.class);
    assertThat(lookup(MadeUpItems.vcekId(2))).isInstanceOf(FetchOutcome.Found.class);

    assertThat(lookup(MadeUpItems.vcekId(3)))
        .isEqualTo(new FetchOutcome.Failed(FetchFault.OVER_BUDGET));
    assertThat(lookup(MadeUpItems.TCB_INFO))
        .isEqualTo(new FetchOutcome.Failed(FetchFault.OVER_BUDGET));
    assertThat(lookup(MadeUpItems.CHAIN))
        .as("shared by all")
        .isInstanceOf(FetchOutcome.Found.class);
    assertThat(vendor.asked(MadeUpItems.vcekId(3))).isZero();
    assertThat(scene.count("sealkeep.collateral.over.budget")).isEqualTo(2);

    clock.move(Duration.ofSeconds(30));
    assertThat(lookup(MadeUpItems.vcekId(3))).isInstanceOf(FetchOutcome.Found.class);
  }

  @Test
  void aChipThatVerifiedIsNoStrangerButHasABudgetOfItsOwn() {
    List<CollateralId> needs = List.of(MadeUpItems.vcekId(1));
    gather(needs).verified();
    awaitStored(MadeUpItems.vcekId(1));
    String hwId = MadeUpItems.vcekId(1).hwId();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> store.read(s -> s.collateralVerified(hwId)));
    assertThat(lookup(MadeUpItems.vcekId(2))).isInstanceOf(FetchOutcome.Found.class);
    List<FetchOutcome> newTcbs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      newTcbs.add(
          lookup(
              new CollateralId.AmdVcek(
                  "Genoa", hwId, "blSPL=09&teeSPL=09&snpSPL=09&ucodeSPL=0" + i)));
    }
    assertThat(newTcbs)
        .containsExactly(
            new FetchOutcome.Failed(FetchFault.OTHER_STATUS),
            new FetchOutcome.Failed(FetchFault.OTHER_STATUS),
            new FetchOutcome.Failed(FetchFault.OVER_BUDGET));
  }

  @Test
  void absenceIsRememberedForAnHourAndAFailureForHalfAMinute() {
    assertThat(lookup(MadeUpItems.vcekId(9))).isEqualTo(new FetchOutcome.Absent());
    clock.move(Duration.ofMinutes(59));
    assertThat(lookup(MadeUpItems.vcekId(9))).isEqualTo(new FetchOutcome.Absent());
    assertThat(vendor.asked()).isEqualTo(1);
    clock.move(Duration.ofMinutes(20));
    assertThat(lookup(MadeUpItems.vcekId(9))).isEqualTo(new FetchOutcome.Absent());
    assertThat(vendor.asked()).isEqualTo(2);

    vendor.next(FaultyVendor.Fault.WRONG_CONTENT);
    FetchOutcome wrong = new FetchOutcome.Failed(FetchFault.WRONG_CONTENT);
    assertThat(lookup(MadeUpItems.CHAIN)).isEqualTo(wrong);
    clock.move(Duration.ofSeconds(29));
    assertThat(lookup(MadeUpItems.CHAIN)).isEqualTo(wrong);
    clock.move(Duration.ofSeconds(10));
    assertThat(lookup(MadeUpItems.CHAIN)).isInstanceOf(FetchOutcome.Found.class);
  }

  @Test
  void aRestartKeepsWhatWasFetched() {
    gather(SHARED);
    assertThat(lookup(MadeUpItems.vcekId(1))).isInstanceOf(FetchOutcome.Found.class);
    SHARED.forEach(this::awaitStored);
    awaitStored(MadeUpItems.vcekId(1));
    int before = vendor.asked();

    stop();
    start(CollateralDirectories.none(), 0);

    assertThat(service().gather(SHARED)).as("brought into memory at start").isDone();
    assertThat(found(MadeUpItems.vcekId(1)).source()).isEqualTo(Source.CACHE);
    assertThat(vendor.asked()).isEqualTo(before);
  }

  @Test
  void anItemIsRefreshedBeforeItExpiresAndServesUntilThen() {
    CollateralId id = MadeUpItems.AMD_LIST;
    String first = found(id).version();
    vendor.next(FaultyVendor.Fault.WRONG_CONTENT);
    publish(id, Duration.ofHours(1), Duration.ofDays(40));

    clock.move(Duration.ofHours(30));
    service().refresh();
    eventually(() -> scene.count("sealkeep.collateral.refresh.failures") == 1);
    assertThat(found(id).version()).as("the old one serves on").isEqualTo(first);

    clock.move(Duration.ofMinutes(7));
    service().refresh();
    eventually(() -> !found(id).version().equals(first));
    assertThat(vendor.asked(id)).isEqualTo(3);
  }

  @Test
  void whatExpiredIsNeverHandedOut() {
    CollateralId id = MadeUpItems.TCB_INFO;
    publish(id, Duration.ofDays(1), Duration.ofHours(1));
    Bag bag = gather(List.of(id));
    assertThat(bag.content().documents()).hasSize(1);
    assertThat(bag.isCurrent(clock.instant())).isTrue();

    clock.move(Duration.ofHours(2));

    assertThat(bag.isCurrent(clock.instant())).isFalse();
    assertThat(bag.again(clock.instant()).content().documents()).isEmpty();
    assertThat(lookup(id))
        .as("the vendor's is as old")
        .isEqualTo(new FetchOutcome.Failed(FetchFault.WRONG_CONTENT));
  }

  /** Whoever keeps the server from the vendor must not choose what is still revoked. */
  @Test
  void whatAListRevokedStaysRevokedWhenTheListHasExpired() {
    CollateralId id = MadeUpItems.AMD_LIST;
    publish(id, Duration.ofDays(1), Duration.ofHours(1));
    Bag bag = gather(List.of(id));
    awaitStored(id);

    clock.move(Duration.ofHours(2));
    service().refresh();

    assertThat(bag.isCurrent(clock.instant())).as("it is no longer fresh").isFalse();
    assertThat(bag.again(clock.instant()).content().revocationLists()).hasSize(1);
    assertThat(lookup(id)).isEqualTo(new FetchOutcome.Failed(FetchFault.WRONG_CONTENT));
    assertThat(scene.count("sealkeep.collateral.oldest.age")).isGreaterThan(86_400);

    stop();
    start(CollateralDirectories.none(), 0);
    assertThat(gather(List.of(id)).content().revocationLists()).as("after a restart").hasSize(1);
  }

  private static Received forged(Received genuine) {
    byte[] body = genuine.body().clone();
    body[body.length - 5] ^= 1;
    return new Received(body, genuine.contentType(), genuine.issuerChain());
  }

  @Test
  void whatIsNotSignedByItsIssuerIsNotTaken() {
    CollateralId.AmdVcek chip = MadeUpItems.vcekId(1);
    vendor.publish(chip, forged(MadeUpItems.vcek(1)));
    found(MadeUpItems.CHAIN);
    assertThat(lookup(chip)).isEqualTo(new FetchOutcome.Failed(FetchFault.WRONG_CONTENT));
    assertThat(gather(List.of(chip)).comeBack(clock.instant())).isPresent();

    vendor.publish(chip, MadeUpItems.vcek(1));
    clock.move(Duration.ofMinutes(1));
    assertThat(lookup(chip)).isInstanceOf(FetchOutcome.Found.class);
  }

  @Test
  void whatIsNotSignedByItsIssuerIsForgottenWhenTheIssuerComes() {
    CollateralId.AmdVcek chip = MadeUpItems.vcekId(1);
    vendor.publish(chip, forged(MadeUpItems.vcek(1)));
    assertThat(found(chip).id()).as("its issuer is not at hand yet").isEqualTo(chip);
    awaitStored(chip);
    vendor.publish(chip, MadeUpItems.vcek(1));

    found(MadeUpItems.CHAIN);
    awaitStored(MadeUpItems.CHAIN);
    eventually(
        () ->
            gather(List.of(chip)).content().certificates().equals(genuine(chip, 1).certificates()));

    stop();
    start(CollateralDirectories.none(), 0);
    assertThat(gather(List.of(chip)).content().certificates())
        .as("after a restart")
        .isEqualTo(genuine(chip, 1).certificates());
  }

  private Collateral genuine(CollateralId.AmdVcek id, int chip) {
    return PublishedItem.parse(id, MadeUpItems.vcek(chip), clock.instant(), Source.VENDOR)
        .orElseThrow()
        .collateral();
  }

  @Test
  void noListFromAheadOfItsTimeKeepsLaterOnesOut() {
    CollateralId id = MadeUpItems.AMD_LIST;
    vendor.publish(id, received(id, Duration.ofDays(-700), Duration.ofDays(800)));
    assertThat(lookup(id)).isEqualTo(new FetchOutcome.Failed(FetchFault.WRONG_CONTENT));

    publish(id, Duration.ofDays(1), Duration.ofDays(30));
    clock.move(Duration.ofMinutes(1));
    assertThat(lookup(id)).isInstanceOf(FetchOutcome.Found.class);
  }

  @Test
  void aListThatNobodyVouchesForYieldsToOneThatSomebodyDoes() {
    CollateralId id = MadeUpItems.AMD_LIST;
    byte[] strange =
        Simulation.genoa()
            .impostor()
            .crl(
                List.<BigInteger>of(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                clock.instant().plus(Duration.ofDays(60)).truncatedTo(ChronoUnit.SECONDS));
    vendor.publish(id, new Received(strange, "application/pkix-crl", ""));
    String first = found(id).version();
    found(MadeUpItems.CHAIN);
    eventually(() -> service().bag(List.of(id), clock.instant()).content().isEmpty());

    publish(id, Duration.ofDays(1), Duration.ofDays(30));
    assertThat(found(id).version()).isNotEqualTo(first);
  }

  @Test
  void whatAVendorMustHaveIsLackingOnlyForNow() {
    CollateralId chain = new CollateralId.AmdChain(CollateralId.AmdKey.VCEK, "Turin");
    assertThat(lookup(chain)).isEqualTo(new FetchOutcome.Failed(FetchFault.OTHER_STATUS));
    assertThat(gather(List.of(chain)).comeBack(clock.instant())).isPresent();
  }

  /** A fleet is larger than a bag. */
  @Test
  void aDirectoryServesMoreChipsThanABagHolds() throws Exception {
    Path bundle = Files.createDirectory(directory.resolve("bundle"));
    for (int chip = 1; chip <= 3; chip++) {
      ItemFiles.write(bundle, item(MadeUpItems.vcekId(chip), MadeUpItems.vcek(chip)));
    }
    CollateralId list = MadeUpItems.AMD_LIST;
    ItemFiles.write(bundle, item(list, received(list, Duration.ofDays(1), Duration.ofDays(30))));
    stop();
    start(new CollateralDirectories(List.of(bundle)), 0);

    Collateral content = gather(List.of(list, MadeUpItems.vcekId(2))).content();
    assertThat(content.certificates()).isEqualTo(genuine(MadeUpItems.vcekId(2), 2).certificates());
    assertThat(content.revocationLists()).hasSize(1);
    assertThat(service().nothing().content().certificates()).as("of no chip").isEmpty();
    assertThat(vendor.asked()).isZero();
  }

  private PublishedItem item(CollateralId id, Received received) {
    return PublishedItem.parse(id, received, clock.instant(), Source.VENDOR).orElseThrow();
  }

  @Test
  void anOlderListDoesNotReplaceANewerOne() {
    CollateralId id = MadeUpItems.AMD_LIST;
    String first = found(id).version();
    publish(id, Duration.ofDays(9), Duration.ofDays(50));

    clock.move(Duration.ofHours(30));
    service().refresh();
    eventually(() -> vendor.asked(id) == 2);

    assertThat(found(id).version()).isEqualTo(first);
  }

  @Test
  void aNewerListSupersedesADecision() {
    CollateralId id = MadeUpItems.AMD_LIST;
    Bag decided = gather(List.of(id));
    publish(id, Duration.ofHours(1), Duration.ofDays(30));
    clock.move(Duration.ofHours(30));
    assertThat(decided.isCurrent(clock.instant())).isTrue();

    service().refresh();

    eventually(() -> !decided.isCurrent(clock.instant()));
    Bag again = decided.again(clock.instant());
    assertThat(again.isCurrent(clock.instant())).isTrue();
    assertThat(again.content().digest()).isNotEqualTo(decided.content().digest());
  }

  @Test
  void theOldestListsAgeIsMeasured() {
    assertThat(service().oldestAge()).isZero();
    gather(SHARED);
    Duration age = Duration.ofDays(1);
    assertThat(service().oldestAge()).isBetween(age, age.plusSeconds(2));
    clock.move(Duration.ofDays(5));
    assertThat(service().oldestAge()).isBetween(age.plusDays(5), age.plusDays(5).plusSeconds(2));
    assertThat(service().nextExpiry()).isBetween(Duration.ofDays(24), Duration.ofDays(25));
  }

  @Test
  void whatADirectoryHoldsIsNotAskedFor() throws IOException {
    Path bundle = Files.createDirectory(directory.resolve("bundle"));
    Received list = received(MadeUpItems.AMD_LIST, Duration.ofDays(1), Duration.ofDays(9));
    Files.write(bundle.resolve("list of any name"), list.body());
    CollateralDirectories directories = new CollateralDirectories(List.of(bundle));
    stop();
    start(directories, 0);

    Bag bag = gather(List.of(MadeUpItems.AMD_LIST));

    assertThat(bag.content().revocationLists()).hasSize(1);
    assertThat(vendor.asked()).isZero();
    clock.move(Duration.ofDays(10));
    assertThat(directories.have(MadeUpItems.AMD_LIST, clock.instant())).isFalse();
  }

  @Test
  void aChangedDirectoryIsReadAgainAndSupersedesDecisions() throws IOException {
    Path bundle = Files.createDirectory(directory.resolve("bundle"));
    CollateralDirectories directories = new CollateralDirectories(List.of(bundle));
    stop();
    start(directories, 0);
    Bag before = gather(List.of());
    Instant now = clock.instant();
    Received info = received(MadeUpItems.TCB_INFO, Duration.ofDays(1), Duration.ofDays(9));
    ItemFiles.write(
        bundle, PublishedItem.parse(MadeUpItems.TCB_INFO, info, now, Source.VENDOR).orElseThrow());

    service().refresh();

    assertThat(before.isCurrent(now)).isFalse();
    assertThat(gather(List.of(MadeUpItems.TCB_INFO)).content().documents()).hasSize(1);
    assertThat(found(MadeUpItems.TCB_INFO).source()).isEqualTo(Source.BUNDLE);
    assertThat(vendor.asked()).isZero();
  }
}
