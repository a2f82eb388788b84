package dev.sealkeep.bench.releases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScrapeTest {
  private static final Scrape SCRAPE =
      Scrape.of(
          """
          # HELP sealkeep_commit_batch Members in a log transaction
          # TYPE sealkeep_commit_batch summary
          sealkeep_commit_batch_count 4
          sealkeep_commit_batch_sum 34.0
          sealkeep_release_requests_total{outcome="released"} 30.0
          sealkeep_release_requests_total{outcome="denied"} 2.0
          sealkeep_release_requests_total_other 99
          """);

  @Test
  void aSampleIsFoundByNameAndLabels() {
    assertThat(SCRAPE.value("sealkeep_commit_batch_count")).isEqualTo(4);
    assertThat(SCRAPE.value("sealkeep_release_requests_total{outcome=\"denied\"}")).isEqualTo(2);
    assertThat(SCRAPE.value("absent")).isZero();
  }

  @Test
  void aMetricIsSummedOverItsLabelsAndNothingElse() {
    assertThat(SCRAPE.sum("sealkeep_release_requests_total")).isEqualTo(32);
    assertThat(SCRAPE.sum("sealkeep_commit_batch_sum")).isEqualTo(34);
  }
}
