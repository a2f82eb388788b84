package dev.sealkeep.policy.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimDocumentTest {
  @Test
  void everyKindOfClaimIsReadAsItWasWritten() {
    Map<String, ClaimValue> claims = new HashMap<>(Samples.machine());
    claims.put("launch_mit_vector", new ClaimValue.Int(-1));
    claims.put("collateral.age", new ClaimValue.Span(Duration.ofMillis(1500)));
    claims.put(
        "certificates",
        new ClaimValue.Entries(
            List.of(
                Map.of("subject", new ClaimValue.Text("CN=a")),
                Map.of("not_after", new ClaimValue.Time(Instant.EPOCH)))));
    ClaimSet set = Samples.claims(claims);

    assertThat(ClaimDocument.read(set.technology(), ClaimDocument.write(set)))
        .isEqualTo(new DocumentReading.Read(set));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vmpl | x | `vmpl` is an integer from 0 to 3, not \"x\"",
        "vmpl | 4 | `vmpl` is an integer from 0 to 3, not \"4\"",
        "vmpll | 0 | `vmpll` is not a claim of amd-sev-snp; did you mean `vmpl`?",
        "policy.debug | true | `policy.debug` is a flag, not \"true\"",
        "host_data | 0 | `host_data` is 32 bytes, not \"0\"",
        "product | rome | `product` is one of milan, genoa, turin, not \"rome\"",
        "collateral.age | -1s | `collateral.age` is a duration, not \"-1s\"",
        "verified_at | now | `verified_at` is a time, not \"now\"",
        "reported_tcb | 1 | `reported_tcb` is a TCB vector, not \"1\"",
        "certificates | 1 | `certificates` is a list of entries, not \"1\""
      })
  void whatIsWrongIsNamed(String name, String value, String problem) {
    assertThat(ClaimDocument.read(Samples.SNP, Map.of(name, value)))
        .isEqualTo(new DocumentReading.Refused(List.of(problem)));
  }

  @Test
  void anEntryHasOnlyItsFields() {
    assertThat(
            ClaimDocument.read(
                Samples.SNP, Map.of("certificates", List.of(Map.of("subjekt", "CN=a")))))
        .isEqualTo(
            new DocumentReading.Refused(
                List.of("`subjekt` is not a field of the entries of `certificates`")));
  }

  @Test
  void nullIsNoValue() {
    Map<String, Object> entry = new HashMap<>();
    entry.put("subject", null);
    assertThat(ClaimDocument.read(Samples.SNP, Map.of("certificates", List.of(entry))))
        .isEqualTo(new DocumentReading.Refused(List.of("`subject` is text, not null")));
  }

  @Test
  void aTechnologyIsKnown() {
    assertThat(ClaimDocument.read("abacus", Map.of())).isInstanceOf(DocumentReading.Refused.class);
  }
}
