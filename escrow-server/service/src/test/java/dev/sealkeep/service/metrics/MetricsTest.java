package dev.sealkeep.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.service.admission.Refusal;
import dev.sealkeep.service.cluster.ClusterMeters;
import dev.sealkeep.service.collateral.CollateralMeters;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.harness.ReferenceTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern SERIES = Pattern.compile("(?m)^(sealkeep_\\S+) \\S+$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Pattern RUNTIME = Pattern.compile("(jvm|process|system)_\\w+");
  private static final String TYPED_BY_PROMETHEUS = "le";

  @TempDir static Path data;
  private static Node node;

  @BeforeAll
  static void start() {
    node = Node.start(data.resolve("node"));
    node.scene(node.operator(), "acme");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String scrape() {
    HttpAnswer answer = node.http().get("/metrics");
    assertThat(answer.type()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    return answer.text();
  }

  private static Set<String> series(String scrape) {
    return SERIES
        .matcher(scrape)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, List<String>> reference() {
    return ReferenceTable.of("metrics.md");
  }

  @Test
  void theReferenceListsEveryMetricWithItsTypeAndLabelsAndNoOther() {
    String scrape = scrape();
    Map<String, List<String>> exposed = new TreeMap<>();
    for (MatchResult type : TYPE.matcher(scrape).results().toList()) {
      if (type.group(1).startsWith("sealkeep_")) {
        exposed.put(type.group(1), List.of(type.group(2), labels(scrape, type.group(1))));
      } else {
        assertThat(type.group(1)).matches(RUNTIME);
      }
    }
    Map<String, List<String>> documented = new TreeMap<>();
    reference()
        .forEach(
            (name, cells) -> {
              if (name.startsWith("sealkeep_")) {
                documented.put(name, cells.subList(0, 2));
              }
            });

    assertThat(exposed).isNotEmpty();
    assertThat(documented).isEqualTo(exposed);
  }

  private static String labels(String scrape, String metric) {
    return series(scrape).stream()
        .filter(series -> series.matches(metric + "(_bucket|_count|_sum)?(\\{.*)?"))
        .flatMap(series -> LABEL.matcher(series).results())
        .map(label -> label.group(1))
        .filter(name -> !name.equals(TYPED_BY_PROMETHEUS))
        .distinct()
        .sorted()
        .map(name -> "`" + name + "`")
        .collect(Collectors.joining(", "));
  }

  @Test
  void theReferenceListsEveryValueOfALabelAndNoOther() {
    Stream<String> values =
        Stream.concat(
            Stream.of(
                    EscrowMeters.Outcome.values(),
                    EscrowMeters.Stage.values(),
                    CollateralMeters.Kind.values(),
                    CollateralMeters.Place.values(),
                    Refusal.values(),
                    ClusterMeters.Direction.values())
                .flatMap(Arrays::stream)
                .map(value -> value.name().toLowerCase(Locale.ROOT)),
            CollateralMeters.outcomes().stream());

    assertThat(reference().keySet().stream().filter(name -> !name.startsWith("sealkeep_")))
        .containsExactlyInAnyOrderElementsOf(values.toList());
  }

  @Test
  void nobodyAddsASeriesWhateverIsSent() {
    Set<String> before = series(scrape());
    Guest good = new Guest(node.http(), Guest.GOOD);
    Operator operator = node.operator();

    assertThat(good.ask("acme", "disk").status()).isEqualTo(200);
    assertThat(good.ask("acme", "no-such-key").status()).isEqualTo(403);
    assertThat(good.ask("no-such-tenant", "disk").status()).isEqualTo(403);
    assertThat(new Guest(node.http(), Guest.measurement(9)).ask("acme", "disk").status())
        .isEqualTo(403);
    Guest.Attempt attempt = good.prepare("acme", "disk", Kem.X25519);
    assertThat(good.send(attempt.request()).status()).isEqualTo(200);
    assertThat(good.send(attempt.request()).status()).isEqualTo(409);
    for (String body : List.of("", "{", "{\"tenant\":\"x\\ny{outcome=\\\"z\\\"}\"}")) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      assertThat(node.http().post("/v1/releases", bytes).status()).isEqualTo(400);
      assertThat(node.http().post("/v1/" + bytes.length, bytes).status()).isEqualTo(404);
    }
    assertThat(operator.createTenant("second").getString("name")).isEqualTo("second");

    assertThat(series(scrape())).isEqualTo(before);
  }

  @Test
  void noLabelCarriesANameOfATenant() {
    assertThat(scrape()).doesNotContain("acme").doesNotContain("disk");
  }

  @Test
  void everyOutcomeAndStageIsCountedUnderItsOwnLabel() {
    try (EscrowMeters meters = new EscrowMeters()) {
      Map<String, Integer> outcomes = new TreeMap<>();
      for (EscrowMeters.Outcome outcome : EscrowMeters.Outcome.values()) {
        int times = outcomes.size() + 1;
        for (int i = 0; i < times; i++) {
          meters.ended(outcome, Duration.ofMillis(20));
        }
        outcomes.put(outcome.name().toLowerCase(Locale.ROOT), times);
      }
      Map<String, Integer> stages = new TreeMap<>();
      for (EscrowMeters.Stage stage : EscrowMeters.Stage.values()) {
        int seconds = stages.size() + 1;
        meters.stage(stage, Duration.ofSeconds(seconds).toNanos());
        stages.put(stage.name().toLowerCase(Locale.ROOT), seconds);
      }
      meters.batch(5, Duration.ofSeconds(1));
      meters.batch(7, Duration.ofSeconds(2));
      meters.gauge("sealkeep.test.gauge", "A number", () -> 42);

      String scrape = meters.scrape();

      outcomes.forEach(
          (outcome, times) ->
              assertThat(scrape)
                  .contains(
                      "sealkeep_release_requests_total{outcome=\"%s\"} %d.0\n"
                          .formatted(outcome, times))
                  .contains(
                      "sealkeep_release_latency_seconds_count{outcome=\"%s\"} %d\n"
                          .formatted(outcome, times)));
      stages.forEach(
          (stage, seconds) ->
              assertThat(scrape)
                  .contains(
                      "sealkeep_release_stage_seconds_sum{stage=\"%s\"} %d.0\n"
                          .formatted(stage, seconds)));
      assertThat(scrape)
          .contains("sealkeep_commit_batch_count 2\n")
          .contains("sealkeep_commit_batch_sum 12.0\n")
          .contains("sealkeep_commit_seconds_count 2\n")
          .contains("sealkeep_commit_seconds_sum 3.0\n")
          .contains("sealkeep_test_gauge 42.0\n");
    }
  }

  @Test
  void aStoppedWriterShows() {
    try (EscrowMeters meters = new EscrowMeters()) {
      assertThat(meters.scrape()).contains("sealkeep_log_writer_stopped 0.0\n");

      meters.writerStopped();

      assertThat(meters.scrape()).contains("sealkeep_log_writer_stopped 1.0\n");
    }
  }
}
