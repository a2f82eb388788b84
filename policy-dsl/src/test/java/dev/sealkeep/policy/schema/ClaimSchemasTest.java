package dev.sealkeep.policy.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static ClaimType type(String technology, String claim) {
    return ClaimSchemas.forTechnology(technology)
        .flatMap(schema -> schema.column(claim))
        .orElseThrow()
        .type();
  }

  @ParameterizedTest
  @CsvSource({
    "amd-sev-snp, measurement, SHA384",
    "amd-sev-snp, id_key_digest, SHA384",
    "amd-sev-snp, author_key_digest, SHA384",
    "intel-tdx, mr_td, SHA384",
    "intel-tdx, rtmr3, SHA384",
    "intel-tdx, mr_seam, SHA384",
    "intel-tdx, qe.mr_enclave, SHA256",
    "intel-tdx, event_log.kernel, SHA384",
    "intel-tdx, event_log.events.digest, SHA384",
    "intel-tdx, event_log.secure_boot.dbx, SHA256",
    "intel-sgx, mr_enclave, SHA256",
    "intel-sgx, mr_signer, SHA256",
    "tpm2, sha256.pcr7, SHA256",
    "tpm2, sha384.pcr7, SHA384",
    "tpm2, event_log.events.digest, SHA256",
    "aws-nitro, pcr8, SHA384",
    "nvidia-gpu, fwid, SHA384",
    "azure-vtpm, snp.measurement, SHA384",
    "svsm-vtpm, certificates.public_key_sha256, SHA256",
  })
  void digestNamesItsFunction(String technology, String claim, HashAlgorithm hash) {
    assertThat(type(technology, claim)).isEqualTo(ClaimType.Bytes.digest(hash));
    assertThat(type(technology, claim).example()).startsWith("`" + hash.prefix() + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "amd-sev-snp, host_data, 32",
    "amd-sev-snp, chip_id, 64",
    "intel-tdx, mr_config_id, 48",
    "intel-tdx, mr_owner, 48",
    "intel-tdx, tee_tcb_svn, 16",
    "intel-sgx, config_id, 64",
  })
  void whatIsNoDigestOfOneFunctionIsBytes(String technology, String claim, int length) {
    assertThat(type(technology, claim)).isEqualTo(new ClaimType.Bytes(length));
  }

  @ParameterizedTest
  @CsvSource({
    "amd-sev-snp, guest_svn, true",
    "intel-sgx, isv_svn, true",
    "intel-sgx, config_svn, true",
    "intel-sgx, isv_prod_id, false",
    "intel-tdx, qe.isv_svn, true",
    "intel-tdx, pce_svn, true",
    "intel-tdx, tcb.evaluation_data_number, true",
    "amd-sev-snp, policy.abi_major, false",
    "tpm2, tpm.firmware_version, false",
  })
  void securityVersionsAreKnownAsSuch(String technology, String claim, boolean isVersion) {
    assertThat(((ClaimType.Int) type(technology, claim)).isVersion()).isEqualTo(isVersion);
  }

  @Test
  void everyTechnologySaysWhenItWasVerifiedAndByWhichCertificates() {
    for (String technology : ClaimSchemas.technologies()) {
      assertThat(type(technology, "verified_at")).isEqualTo(new ClaimType.Time());
      assertThat(((ClaimType.Entries) type(technology, "certificates")).names())
          .containsExactly(
              "subject",
              "issuer",
              "serial",
              "not_before",
              "not_after",
              "sha256",
              "public_key_sha256");
    }
  }

  @Test
  void registersOfATdHaveNoClaimsThatOnlyATpmCanMake() {
    ClaimSchema tdx = ClaimSchemas.forTechnology("intel-tdx").orElseThrow();
    assertThat(tdx.names())
        .contains("event_log.replayed", "event_log.kernel", "event_log.uki.linux")
        .doesNotContain("event_log.boot_phase", "event_log.shim.mok_list");
    assertThat(ClaimSchemas.forTechnology("azure-vtpm").orElseThrow().names())
        .contains("tdx.rtmr0", "event_log.boot_phase")
        .doesNotContain("tdx.event_log.replayed");
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
