package dev.sealkeep.service.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.service.collateral.vendor.FetchFault;
import dev.sealkeep.service.collateral.vendor.FetchOutcome;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Received;
import dev.sealkeep.service.collateral.vendor.Transport;
import dev.sealkeep.service.collateral.vendor.Transport.Answer;
import dev.sealkeep.service.collateral.vendor.Vendor;
import dev.sealkeep.service.collateral.vendor.VendorClient;
import dev.sealkeep.service.harness.ManualAlarm;
import dev.sealkeep.service.harness.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a vendor that answers what the test says, at a time that the test moves. */
class VendorClientTest {
  private final ManualClock clock = new ManualClock();
  private final ManualAlarm alarm = new ManualAlarm(clock);
  private final Deque<CompletableFuture<Answer>> script = new ArrayDeque<>();
  private final List<URI> asked = new ArrayList<>();
  private final VendorClient client =
      client(Map.of(Vendor.AMD, URI.create("http://kds.example/x")));

  private VendorClient client(Map<Vendor, URI> bases) {
    Transport transport =
        (uri, maxBytes) -> {
          asked.add(uri);
          return script.isEmpty() ? failure(FetchFault.UNREACHABLE) : script.remove();
        };
    return new VendorClient(bases, transport, alarm, clock, new Random(4), (id, outcome) -> {});
  }

  private static CompletableFuture<Answer> failure(FetchFault fault) {
    return CompletableFuture.failedFuture(new Transport.TransportException(fault));
  }

  private static CompletableFuture<Answer> status(int status, Map<String, String> headers) {
    return CompletableFuture.completedFuture(new Answer(status, headers, new byte[0]));
  }

  private CompletableFuture<Answer> good() {
    Received list =
        MadeUpItems.received(
            MadeUpItems.AMD_LIST,
            clock.instant().minus(Duration.ofDays(1)),
            clock.instant().plus(Duration.ofDays(30)));
    return CompletableFuture.completedFuture(new Answer(200, Map.of(), list.body()));
  }

  private CompletableFuture<FetchOutcome> fetch() {
    return client.fetch(MadeUpItems.AMD_LIST);
  }

  private void assertFailed(CompletableFuture<FetchOutcome> fetch, FetchFault fault) {
    assertThat(fetch).isCompletedWithValue(new FetchOutcome.Failed(fault));
  }

  @Test
  void anItemIsAskedForOnItsPathBehindTheBase() {
    script.add(good());

    assertThat(fetch()).isCompletedWithValueMatching(o -> o instanceof FetchOutcome.Found);
    assertThat(asked).containsExactly(URI.create("http://kds.example/x/vcek/v1/Genoa/crl"));
  }

  @Test
  void intelsRootListIsOnItsOwnHostAndThatOfAPccsBesideTheRest() {
    for (String base : List.of(Vendor.INTEL.home(), "https://pccs.example:8081")) {
      CompletableFuture<FetchOutcome> _ =
          client(Map.of(Vendor.INTEL, URI.create(base))).fetch(MadeUpItems.ROOT_LIST);
    }
    assertThat(asked)
        .containsExactly(
            URI.create("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"),
            URI.create("https://pccs.example:8081/sgx/certification/v4/rootcacrl"));
  }

  @Test
  void aVendorWithoutABaseIsNotAsked() {
    assertFailed(client.fetch(MadeUpItems.QE_IDENTITY), FetchFault.OFF);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = FetchFault.class,
      names = {"UNREACHABLE", "TIMED_OUT"})
  void whatMaySucceedIsTriedFourTimesWithWaitsThatMayDouble(FetchFault fault) {
    for (int i = 0; i < 4; i++) {
      script.add(failure(fault));
    }
    CompletableFuture<FetchOutcome> fetch = fetch();
    for (long limit : new long[] {500, 1_000, 2_000}) {
      assertThat(fetch).isNotDone();
      assertThat(alarm.pending()).hasSize(1);
      assertThat(alarm.pending().getFirst()).isBetween(Duration.ZERO, Duration.ofMillis(limit));
      alarm.move(alarm.pending().getFirst());
    }
    assertFailed(fetch, fault);
    assertThat(asked).hasSize(4);
    assertThat(alarm.pending()).isEmpty();
  }

  @Test
  void waitsDiffer() {
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CompletableFuture<FetchOutcome> _ = fetch();
      waits.addAll(alarm.pending());
    }
    assertThat(waits.stream().distinct().count()).isGreaterThan(3);
  }

  @Test
  void aFailureIsGotOver() {
    script.add(status(500, Map.of()));
    script.add(good());
    CompletableFuture<FetchOutcome> fetch = fetch();

    alarm.move(Duration.ofSeconds(1));

    assertThat(fetch).isCompletedWithValueMatching(o -> o instanceof FetchOutcome.Found);
  }

  @Test
  void absenceIsFinal() {
    script.add(status(404, Map.of()));

    assertThat(fetch()).isCompletedWithValue(new FetchOutcome.Absent());
    assertThat(alarm.pending()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 400, 401, 403})
  void otherStatusesAreNotTriedAgain(int status) {
    script.add(status(status, Map.of("location", "http://elsewhere.example/")));

    assertFailed(fetch(), FetchFault.OTHER_STATUS);
    assertThat(asked).hasSize(1);
  }

  @Test
  void somethingElseThanTheItemIsAnErrorAndNotTriedAgain() {
    Answer answer = good().join();
    CollateralId chain = MadeUpItems.CHAIN;
    script.add(CompletableFuture.completedFuture(answer));

    assertFailed(client.fetch(chain), FetchFault.WRONG_CONTENT);
    assertThat(asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void theVendorsPatienceIsObeyedByEveryItem(int status) {
    script.add(status(status, Map.of("retry-after", "7")));
    script.add(status(404, Map.of()));
    script.add(good());
    CompletableFuture<FetchOutcome> first = fetch();
    CompletableFuture<FetchOutcome> second = client.fetch(MadeUpItems.CHAIN);

    assertThat(alarm.pending()).hasSize(2);
    assertThat(alarm.pending().getFirst()).as("the line").isEqualTo(Duration.ofSeconds(7));
    assertThat(alarm.pending().getLast())
        .isBetween(Duration.ofSeconds(7), Duration.ofMillis(7_500));
    alarm.move(Duration.ofMillis(6_999));
    assertThat(asked).hasSize(1);
    alarm.move(Duration.ofMillis(1));
    assertThat(second).isCompletedWithValue(new FetchOutcome.Absent());
    assertThat(first).isNotDone();
    alarm.move(Duration.ofSeconds(20));

    assertThat(first).isCompletedWithValueMatching(o -> o instanceof FetchOutcome.Found);
    assertThat(asked).hasSize(3);
  }

  @Test
  void aLongPatienceIsNotWaitedForButKept() {
    script.add(status(429, Map.of("retry-after", "300")));

    assertFailed(fetch(), FetchFault.THROTTLED);
    clock.move(Duration.ofSeconds(299));
    assertFailed(fetch(), FetchFault.PAUSED);
    clock.move(Duration.ofSeconds(1));
    script.add(good());
    assertThat(fetch()).isCompletedWithValueMatching(o -> o instanceof FetchOutcome.Found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "soon", "99999999999", "Wed, 21 Oct 2026 07:28:00 GMT"})
  void anUnreadablePatienceIsAFewSeconds(String value) {
    script.add(status(429, Map.of("retry-after", value)));
    CompletableFuture<FetchOutcome> _ = fetch();

    assertThat(alarm.pending().getFirst())
        .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_500));
  }

  private CollateralId vcek(int number) {
    return new CollateralId.AmdVcek(
        "Genoa",
        MadeUpItems.vcekId(1).hwId(),
        "blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=%02d".formatted(number));
  }

  @Test
  void aFewAreAskedForAtATimeAndWhatManyShareFirst() {
    Deque<CompletableFuture<Answer>> open = new ArrayDeque<>();
    for (int i = 0; i < 13; i++) {
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      open.add(answer);
      script.add(answer);
    }
    List<CompletableFuture<FetchOutcome>> chips = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      chips.add(client.fetch(vcek(i)));
    }
    CompletableFuture<FetchOutcome> shared = fetch();
    assertThat(asked).hasSize(8);

    open.remove().complete(status(404, Map.of()).join());
    assertThat(chips.getFirst()).isCompletedWithValue(new FetchOutcome.Absent());
    assertThat(asked).hasSize(9);
    assertThat(asked.getLast().getPath()).endsWith("/crl");
    open.forEach(answer -> answer.complete(status(404, Map.of()).join()));

    assertThat(chips)
        .allSatisfy(c -> assertThat(c).isCompletedWithValue(new FetchOutcome.Absent()));
    assertThat(shared).isCompletedWithValue(new FetchOutcome.Absent());
  }

  @Test
  void aLineOfTenThousandIsLongEnoughAndARestEndsItAtOnce() {
    for (int i = 0; i < 8; i++) {
      script.add(new CompletableFuture<>());
    }
    CompletableFuture<Answer> throttling = script.getFirst();
    List<CompletableFuture<FetchOutcome>> line = new ArrayList<>();
    for (int i = 0; i < 10_008; i++) {
      line.add(client.fetch(vcek(i % 100)));
    }
    assertFailed(client.fetch(vcek(100)), FetchFault.BUSY);
    assertThat(asked).hasSize(8);

    throttling.complete(status(429, Map.of("retry-after", "3600")).join());

    assertFailed(line.getFirst(), FetchFault.THROTTLED);
    assertThat(line.subList(8, line.size())).allSatisfy(f -> assertFailed(f, FetchFault.PAUSED));
    assertThat(asked).hasSize(8);
  }

  @Test
  void aTurnThatComesTooLateIsNotTaken() {
    List<CompletableFuture<Answer>> open = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      open.add(new CompletableFuture<>());
    }
    script.addAll(open);
    for (int i = 0; i < 8; i++) {
      CompletableFuture<FetchOutcome> _ = client.fetch(vcek(i));
    }
    CompletableFuture<FetchOutcome> late = client.fetch(vcek(8));
    clock.move(Duration.ofMinutes(31));
    script.add(good());
    CompletableFuture<FetchOutcome> fresh = fetch();

    open.getFirst().complete(status(404, Map.of()).join());

    assertFailed(late, FetchFault.BUSY);
    assertThat(fresh).isCompletedWithValueMatching(o -> o instanceof FetchOutcome.Found);
    assertThat(asked).hasSize(9);
  }

  @Test
  void whoIsOnTheWayWhenTheRestBeginsIsToldWhatFailed() {
    List<CompletableFuture<FetchOutcome>> fetches = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      fetches.add(fetch());
    }
    alarm.move(Duration.ofSeconds(10));

    assertThat(fetches).allSatisfy(fetch -> assertFailed(fetch, FetchFault.UNREACHABLE));
    assertThat(asked).hasSize(8);
    assertFailed(fetch(), FetchFault.PAUSED);
  }

  @Test
  void aVendorThatFailsOnAndOnIsGivenEverLongerRests() {
    for (int i = 0; i < 8; i++) {
      script.add(status(400, Map.of()));
      CompletableFuture<FetchOutcome> _ = fetch();
    }
    assertFailed(fetch(), FetchFault.PAUSED);
    clock.move(Duration.ofSeconds(30));
    for (int i = 0; i < 8; i++) {
      script.add(status(400, Map.of()));
      CompletableFuture<FetchOutcome> _ = fetch();
    }
    clock.move(Duration.ofSeconds(59));
    assertFailed(fetch(), FetchFault.PAUSED);
    clock.move(Duration.ofSeconds(1));
    script.add(good());
    assertThat(fetch()).isCompletedWithValueMatching(o -> o instanceof FetchOutcome.Found);
  }
}
