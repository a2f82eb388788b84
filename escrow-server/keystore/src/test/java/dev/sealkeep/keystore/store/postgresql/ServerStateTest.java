package dev.sealkeep.keystore.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On which servers a commit is durable. */
final class ServerStateTest {
  private static ServerState state(
      String fsync, String pages, String commit, String names, int standbys) {
    return new ServerState(
        180_001, "UTF8", false, false, fsync, pages, commit, names, standbys, "1/00000001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "remote_apply"})
  void aDurableServerIsUsed(String commit) {
    assertThat(state("on", "on", commit, "", 0).refusal(false)).isEmpty();
    assertThat(state("on", "on", commit, "ANY 1 (a, b)", 2).refusal(true)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "off, on,  on,           a,  0, false, fsync",
    "on,  off, on,           a,  0, false, full_page_writes",
    "on,  on,  off,          a,  0, false, synchronous_commit",
    "on,  on,  local,        a,  0, false, synchronous_commit",
    "on,  on,  remote_write, a,  0, false, synchronous_commit",
    "on,  on,  on,           '', 1, false, synchronous_standby_names",
    "on,  on,  on,           '', 0, true,  synchronous_standby_names"
  })
  void aWeakSettingIsRefusedByName(
      String fsync,
      String pages,
      String commit,
      String names,
      int standbys,
      boolean failover,
      String setting) {
    assertThat(state(fsync, pages, commit, names, standbys).refusal(failover))
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.WEAK_SETTINGS);
              assertThat(refusal).hasMessageContaining(setting);
            });
  }

  @Test
  void anOldServerIsRefused() {
    ServerState old =
        new ServerState(130_022, "UTF8", false, false, "on", "on", "on", "", 0, "1/00000001");
    assertThat(old.refusal(false))
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.SERVER_UNUSABLE);
              assertThat(refusal).hasMessageContaining("version 13").hasMessageContaining("14");
            });
  }

  @Test
  void anotherEncodingIsRefused() {
    ServerState latin =
        new ServerState(180_001, "LATIN1", false, false, "on", "on", "on", "", 0, "1/00000001");
    assertThat(latin.refusal(false))
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.SERVER_UNUSABLE);
              assertThat(refusal).hasMessageContaining("LATIN1");
            });
  }
}
