package dev.sealkeep.policy.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimSchemasTest {
  @Test
  void simulatedTechnologyHasTheClaimsOfTheRealOne() {
    ClaimSchema real = ClaimSchemas.forTechnology("amd-sev-snp").orElseThrow();
    ClaimSchema simulated = ClaimSchemas.forTechnology("simulated-amd-sev-snp").orElseThrow();

    assertThat(simulated.byName()).isEqualTo(real.byName());
    assertThat(ClaimSchemas.technologies())
        .contains("amd-sev-snp", "simulated-amd-sev-snp", "intel-tdx", "intel-sgx");
  }

  @Test
  void unknownTechnologyHasNoSchema() {
    assertThat(ClaimSchemas.forTechnology("abacus")).isEmpty();
  }

  @Test
  void everyClaimIsDocumentedAndAdmitsOnlyItsOwnType() {
    for (Claim claim : ClaimSchemas.forTechnology("amd-sev-snp").orElseThrow()) {
      assertThat(claim.name()).matches("[a-z0-9_]+(\\.[a-z0-9_]+)?");
      assertThat(claim.documentation()).as(claim.name()).isNotBlank().doesNotEndWith(".");
      assertThat(claim.source()).as(claim.name()).isNotBlank();
      assertThat(claim.type().admits(Samples.value(claim.name()))).as(claim.name()).isTrue();
      assertThat(claim.type().admits(new ClaimValue.Words(List.of()))).isFalse();
    }
  }

  @Test
  void everyTechnologySaysWhatProvesEachClaim() {
    for (String technology : ClaimSchemas.technologies()) {
      for (Claim claim : ClaimSchemas.forTechnology(technology).orElseThrow()) {
        String what = technology + " " + claim.name();
        assertThat(claim.name()).matches("[a-z0-9_]+(\\.[a-z0-9_]+){0,3}");
        assertThat(claim.documentation()).as(what).isNotBlank().doesNotEndWith(".");
        assertThat(claim.source()).as(what).isNotBlank();
        assertThat(claim.proof()).as(what).isNotBlank().doesNotEndWith(".");
      }
    }
  }

  @Test
  void firmwareVersionsStandAtTheirOffsets() {
    ClaimSchema schema = ClaimSchemas.forTechnology("amd-sev-snp").orElseThrow();

    assertThat(schema.claim("current_version.build").orElseThrow().source())
        .startsWith("CURRENT_BUILD 0x1E8");
    assertThat(schema.claim("committed_version.major").orElseThrow().source())
        .startsWith("COMMITTED_MAJOR 0x1EE");
  }
}
