package dev.sealkeep.service.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.service.collateral.FaultyVendor.Fault;
import dev.sealkeep.service.collateral.vendor.FetchFault;
import dev.sealkeep.service.collateral.vendor.FetchOutcome;
import dev.sealkeep.service.collateral.vendor.Vendor;
import dev.sealkeep.service.collateral.vendor.VendorClient;
import dev.sealkeep.service.collateral.vendor.VendorPaths;
import dev.sealkeep.service.collateral.vendor.VertxTransport;
import dev.sealkeep.service.harness.ManualAlarm;
import dev.sealkeep.service.harness.ManualClock;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Real HTTP to vendors that misbehave. */
@Timeout(60)
class FaultyVendorTest {
  private final ManualClock clock = new ManualClock();
  private final ManualAlarm alarm = new ManualAlarm(clock);
  private final FaultyVendor vendor = new FaultyVendor();
  private Vertx vertx;
  private VendorClient client;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    client = client(Duration.ofSeconds(20));
    for (CollateralId id :
        List.of(
            MadeUpItems.AMD_LIST,
            MadeUpItems.CHAIN,
            MadeUpItems.TCB_INFO,
            MadeUpItems.QE_IDENTITY,
            MadeUpItems.PCK_LIST)) {
      vendor.publish(
          id,
          MadeUpItems.received(
              id,
              clock.instant().minus(Duration.ofDays(1)),
              clock.instant().plus(Duration.ofDays(30))));
    }
    vendor.publish(MadeUpItems.vcekId(1), MadeUpItems.vcek(1));
  }

  @AfterEach
  void close() throws Exception {
    vendor.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private VendorClient client(Duration limit) {
    return new VendorClient(
        Map.of(Vendor.AMD, vendor.base(), Vendor.INTEL, vendor.base()),
        new VertxTransport(vertx, limit),
        alarm,
        clock,
        new Random(1),
        (id, outcome) -> {});
  }

  private static FetchOutcome.Found found(CompletableFuture<FetchOutcome> fetch) {
    return (FetchOutcome.Found) fetch.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void everyKindOfItemIsFetched() {
    for (CollateralId id :
        List.of(
            MadeUpItems.AMD_LIST,
            MadeUpItems.CHAIN,
            MadeUpItems.TCB_INFO,
            MadeUpItems.QE_IDENTITY,
            MadeUpItems.PCK_LIST,
            MadeUpItems.vcekId(1))) {
      assertThat(found(client.fetch(id)).item().id()).isEqualTo(id);
    }
    assertThat(client.fetch(MadeUpItems.vcekId(2)).join()).isEqualTo(new FetchOutcome.Absent());
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"BROKEN_OFF", "SERVER_ERROR", "THROTTLED"})
  void whatPassesIsGotOver(Fault fault) {
    vendor.next(fault);
    CompletableFuture<FetchOutcome> fetch = client.fetch(MadeUpItems.TCB_INFO);
    alarm.awaitPending(1);
    assertThat(fetch).isNotDone();

    alarm.move(Duration.ofSeconds(3));

    assertThat(found(fetch).item().id()).isEqualTo(MadeUpItems.TCB_INFO);
    assertThat(vendor.asked()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "WRONG_CONTENT, WRONG_CONTENT",
    "TRUNCATED, WRONG_CONTENT",
    "WRONG_HEADER, WRONG_CONTENT",
    "OVERSIZED, OVERSIZED"
  })
  void whatIsWrongIsAnErrorAtOnce(Fault fault, FetchFault expected) {
    vendor.next(fault);

    assertThat(client.fetch(MadeUpItems.TCB_INFO).orTimeout(30, TimeUnit.SECONDS).join())
        .isEqualTo(new FetchOutcome.Failed(expected));
    assertThat(vendor.asked()).isEqualTo(1);
  }

  @Test
  void anAnswerThatDoesNotComeIsNotWaitedFor() {
    vendor.next(Fault.SILENCE);
    CompletableFuture<FetchOutcome> fetch =
        client(Duration.ofMillis(200)).fetch(MadeUpItems.TCB_INFO);

    alarm.awaitPending(1);
    alarm.move(Duration.ofSeconds(1));

    assertThat(found(fetch).item().id()).isEqualTo(MadeUpItems.TCB_INFO);
  }

  @Test
  void nobodyIsThere() {
    vendor.close();
    CompletableFuture<FetchOutcome> fetch = client.fetch(MadeUpItems.TCB_INFO);
    // A failure that is quick sets the next alarm while the clock still moves to the last.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              alarm.pending().stream().findFirst().ifPresent(alarm::move);
              return fetch.isDone();
            });
    assertThat(fetch.orTimeout(30, TimeUnit.SECONDS).join())
        .isEqualTo(new FetchOutcome.Failed(FetchFault.UNREACHABLE));
  }

  /** An answer may be whole before the thread that asked has taken notice of its beginning. */
  @Test
  void answersAreReadWholeWhicheverThreadAsks() throws Exception {
    VertxTransport transport = new VertxTransport(vertx, Duration.ofSeconds(10));
    URI uri = URI.create(vendor.base() + VendorPaths.of(MadeUpItems.vcekId(1)).text());
    Callable<Integer> ask = () -> transport.get(uri, 1 << 16).get(30, TimeUnit.SECONDS).status();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> status : threads.invokeAll(Collections.nCopies(400, ask))) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
  }
}
