package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EntryQuotaTest {
  private final AtomicLong nanos = new AtomicLong();
  private final EntryQuota quota = new EntryQuota(2, nanos::get);

  @Test
  void aTenantAndChipHasSoManyEntriesAMinute() {
    assertThat(quota.take("acme", "chip")).isTrue();
    assertThat(quota.take("acme", "chip")).isTrue();
    assertThat(quota.take("acme", "chip")).isFalse();
    assertThat(quota.take("acme", "chip")).isFalse();
  }

  @Test
  void tenantsAndChipsDoNotUseUpEachOthersQuota() {
    for (int i = 0; i < 5; i++) {
      boolean _ = quota.take("acme", "chip");
    }

    assertThat(quota.take("acme", "another chip")).isTrue();
    assertThat(quota.take("globex", "chip")).isTrue();
  }

  @Test
  void theQuotaIsFreshAMinuteAfterItsFirstUseHoweverOftenItWasAskedFor() {
    for (int i = 0; i < 6; i++) {
      boolean _ = quota.take("acme", "chip");
      nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    }
    assertThat(quota.take("acme", "chip")).isFalse();
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());

    assertThat(quota.take("acme", "chip")).isTrue();
    assertThat(quota.take("acme", "chip")).isTrue();
    assertThat(quota.take("acme", "chip")).isFalse();
  }

  @Test
  void aQuotaOfNoneGivesNone() {
    assertThat(new EntryQuota(0, nanos::get).take("acme", "chip")).isFalse();
  }

  @Test
  void madeUpTenantsGrowNeitherTheLogNorTheMemoryPastTheQuotaOfTheirChip() {
    int entries = 0;
    for (int i = 0; i < 200_000; i++) {
      if (quota.take("made-up-" + i, "chip")) {
        entries++;
      }
    }

    assertThat(entries).isEqualTo(2 * EntryQuota.TENANTS);
    assertThat(quota.tracked()).isEqualTo(2 * EntryQuota.TENANTS + 1);
    assertThat(quota.take("acme", "another chip")).isTrue();
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(quota.take("acme", "chip")).isTrue();
  }

  @Test
  void whatATenantIsDeniedPastItsQuotaUsesUpNothingOfTheChips() {
    for (int i = 0; i < 1_000; i++) {
      boolean _ = quota.take("flood", "chip");
    }

    assertThat(quota.take("acme", "chip")).isTrue();
    assertThat(quota.take("acme", "chip")).isTrue();
    assertThat(quota.take("acme", "chip")).isFalse();
  }
}
