package dev.sealkeep.evidence.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SignatureChecksTest {
  @Test
  void portableChecksPassThePublishedAnswer() {
    assertThat(SignatureChecks.portable().providerName()).isEqualTo("BC");
    assertThat(KnownAnswer.passes(SignatureChecks.portable())).isTrue();
  }

  @Test
  void fastestChecksPassThePublishedAnswer() {
    assertThat(KnownAnswer.passes(SignatureChecks.fastest())).isTrue();
    assertThat(SignatureChecks.fastest().providerName())
        .isEqualTo(CorrettoProvider.load().map(Provider::getName).orElse("BC"));
  }

  @Test
  void providersOfTheVirtualMachineAreLeftAlone() {
    assertThat(KnownAnswer.passes(SignatureChecks.fastest())).isTrue();
    assertThat(Arrays.stream(Security.getProviders()).map(Provider::getName))
        .doesNotContain("BC", "AmazonCorrettoCryptoProvider");
  }
}
