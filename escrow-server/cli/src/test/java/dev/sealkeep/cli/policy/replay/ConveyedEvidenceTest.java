package dev.sealkeep.cli.policy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.appraise.Attestation;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.transcript.Transcript;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Archived evidence is held to the transcript that its log entry names. */
final class ConveyedEvidenceTest {
  private static final byte[] BASE = new byte[Transcript.BYTES];
  private static final EvidenceItem TPM =
      new EvidenceItem(Technology.TPM2, new byte[] {1}, new byte[] {2});
  private static final EvidenceItem SNP =
      new EvidenceItem(Technology.AMD_SEV_SNP, new byte[] {3}, new byte[0]);

  private static boolean binds(Attestation.Item item, byte[] transcript) {
    return item.binding() instanceof Binding.Transcript bound && bound.isIn(transcript);
  }

  @Test
  void innerItemsBindTheBaseAndTheLastOneBindsThemAll() {
    List<Attestation.Item> items =
        new ConveyedEvidence(List.of(TPM, SNP), List.of(), BASE).attestation().items();
    assertThat(items).extracting(Attestation.Item::tag).containsExactly("tpm2", "amd-sev-snp");
    assertThat(binds(items.getFirst(), BASE)).isTrue();
    assertThat(binds(items.getLast(), BASE)).isFalse();
    assertThat(binds(items.getLast(), Transcript.outer(BASE, List.of(TPM)))).isTrue();
  }

  @Test
  void aLoneItemIsTheOuterOne() {
    List<Attestation.Item> items =
        new ConveyedEvidence(List.of(SNP), List.of(), BASE).attestation().items();
    assertThat(binds(items.getFirst(), Transcript.outer(BASE, List.of()))).isTrue();
  }

  @Test
  void blobsComeAsTheyWereConveyed() {
    byte[] log = {9};
    List<Attestation.Item> items =
        new ConveyedEvidence(List.of(TPM, SNP), List.of(log), BASE).attestation().items();
    assertThat(items.getFirst().evidence().blob()).isEqualTo(TPM.evidence());
    assertThat(items.getFirst().evidence().auxiliary()).containsExactly(TPM.auxiliary());
    assertThat(items.getLast().evidence().auxiliary()).as("an empty one is none").isEmpty();
    assertThat(items)
        .allSatisfy(item -> assertThat(item.evidence().eventLogs()).containsExactly(log));
  }
}
