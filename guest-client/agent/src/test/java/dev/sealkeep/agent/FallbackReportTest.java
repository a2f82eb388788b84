package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.ConfigurationOutcome;
import dev.sealkeep.agent.configuration.ConfigurationReader;
import dev.sealkeep.agent.exchange.Wanted;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Fallbacks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guest did without the escrow reaches the log, or the guest takes no key. */
final class FallbackReportTest {
  private static final Fallbacks REPORTED = new Fallbacks(2, 1_790_000_000L, 1_790_086_400L);

  private final Guest guest;

  FallbackReportTest(@TempDir Path directory) throws IOException {
    guest = new Guest(directory);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void aReportIsLoggedWithTheRelease() throws Exception {
    AtomicReference<Optional<Fallbacks>> logged = new AtomicReference<>();
    guest
        .escrow
        .answers()
        .lieInEntry(
            entry -> {
              logged.set(entry.decision().fallbacks());
              return entry;
            });

    assertThat(fetch(Wanted.unlock(3).withFallbacks(REPORTED)))
        .isInstanceOf(KeyFetch.Result.Key.class);

    assertThat(logged.get()).contains(REPORTED);
  }

  @Test
  void aKeyWhoseEntryLeavesTheReportOutIsNotTaken() throws Exception {
    guest.escrow.answers().lieInEntry(showing(Optional.empty()));
    assertUntrusted(Wanted.UNLOCK.withFallbacks(REPORTED));
  }

  @Test
  void aKeyWhoseEntryShowsAnotherReportIsNotTaken() throws Exception {
    guest.escrow.answers().lieInEntry(showing(Optional.of(new Fallbacks(1, 0, 0))));
    assertUntrusted(Wanted.UNLOCK.withFallbacks(REPORTED));
    assertUntrusted(Wanted.UNLOCK);
  }

  private void assertUntrusted(Wanted wanted) throws Exception {
    assertThat(fetch(wanted)).isEqualTo(new KeyFetch.Result.Ended(ExitStatus.UNTRUSTED));
    assertThat(guest.messages()).contains("receipt.entry_mismatch.fallbacks");
  }

  private static UnaryOperator<Entry.Release> showing(Optional<Fallbacks> fallbacks) {
    return entry ->
        new Entry.Release(
            entry.header(),
            entry.decision().withFallbacks(fallbacks),
            entry.keyVersion(),
            entry.kem(),
            entry.sealed());
  }

  private KeyFetch.Result fetch(Wanted wanted) throws Exception {
    ConfigurationOutcome.Valid valid =
        switch (ConfigurationReader.read(guest.configuration(), Map.of())) {
          case ConfigurationOutcome.Valid read -> read;
          case ConfigurationOutcome.Invalid(List<String> problems) ->
              throw new AssertionError(problems);
        };
    try (PrintStream print = new PrintStream(guest.messages, true, StandardCharsets.UTF_8)) {
      return new KeyFetch(new Messages(print), guest.machine, guest.timing)
          .fetch(valid.configuration(), valid.devices(), Optional.empty(), wanted);
    }
  }
}
