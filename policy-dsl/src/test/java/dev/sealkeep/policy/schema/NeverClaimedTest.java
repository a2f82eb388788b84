package dev.sealkeep.policy.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NeverClaimedTest {
  @Test
  void whatIsNeverClaimedStaysInTheSchemas() {
    assertThat(NeverClaimed.all())
        .isNotEmpty()
        .allSatisfy(
            never -> {
              ClaimSchema schema = ClaimSchemas.forTechnology(never.technology()).orElseThrow();
              Claim claim = schema.claim(never.claim()).orElseThrow();
              assertThat(never.instead()).isNotBlank().doesNotEndWith(".");
              if (!never.isWholly()) {
                assertThat(claim.type())
                    .isInstanceOfSatisfying(
                        ClaimType.Symbol.class,
                        symbol -> assertThat(symbol.words()).containsAll(never.words()));
              }
            });
  }

  @Test
  void aClaimOfAnotherItemIsJudgedByItsTechnology() {
    assertThat(NeverClaimed.of("amd-sev-snp", "tpm2.tpm.ak_bound_by"))
        .map(NeverClaimed::technology)
        .contains("tpm2");
    assertThat(NeverClaimed.of("intel-tdx", "event_log.command_line"))
        .map(NeverClaimed::isWholly)
        .contains(true);
    assertThat(NeverClaimed.of("intel-tdx", "tpm2.event_log.command_line")).isEmpty();
    assertThat(NeverClaimed.of("tpm2", "intel_tdx.event_log.command_line")).isPresent();
    assertThat(NeverClaimed.of("amd-sev-snp", "vmpl")).isEmpty();
  }
}
