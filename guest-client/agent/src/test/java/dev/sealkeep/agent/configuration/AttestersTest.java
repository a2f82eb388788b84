package dev.sealkeep.agent.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.name.Technology;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AttestersTest {
  private final List<String> problems = new ArrayList<>();

  private Attesters parsed(String text) {
    return Attesters.parse(text, problems::add).orElseThrow();
  }

  @Test
  void oneTechnologyStandsAlone() {
    Attesters attesters = parsed("tpm2");
    assertThat(attesters.conveyed()).containsExactly(Technology.TPM2);
    assertThat(attesters.spelling()).isEqualTo("tpm2");
  }

  @Test
  void firstLeadsAndIsConveyedLast() {
    Attesters attesters = parsed("amd-sev-snp + tpm2+nvidia-gpu");
    assertThat(attesters.technologies())
        .containsExactly(Technology.AMD_SEV_SNP, Technology.TPM2, Technology.NVIDIA_GPU);
    assertThat(attesters.conveyed())
        .containsExactly(Technology.TPM2, Technology.NVIDIA_GPU, Technology.AMD_SEV_SNP);
    assertThat(attesters.spelling()).isEqualTo("amd-sev-snp+tpm2+nvidia-gpu");
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amd-sev-sn|unknown technology `amd-sev-sn`: did you mean `amd-sev-snp`?",
        "amd-sev-snp+tmp2|unknown technology `tmp2`: did you mean `tpm2`?",
        "something|unknown technology `something`: this program knows amd-sev-snp",
        "amd-sev-snp+|unknown technology ``: this program knows",
        "+|unknown technology ``",
        "tpm2+amd-sev-snp+tpm2|`tpm2+amd-sev-snp+tpm2` names a technology twice"
      })
  void whatIsWrongIsSaid(String text, String problem) {
    assertThat(Attesters.parse(text, problems::add)).isEmpty();
    assertThat(problems).singleElement().asString().startsWith(problem);
  }

  @Test
  void moreThanARequestTakesAreRefused() {
    String nine = "tpm2" + "+tpm2".repeat(8);
    assertThat(Attesters.parse(nine, problems::add)).isEmpty();
    assertThat(problems).singleElement().asString().endsWith("has more than 8 technologies");
  }
}
