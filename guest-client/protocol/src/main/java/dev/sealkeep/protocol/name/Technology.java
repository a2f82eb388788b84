package dev.sealkeep.protocol.name;

import java.util.Optional;

/**
 * The kinds of evidence. The tag says how to read a blob; the technology that counts for a decision
 * is the one whose root verified (invariant 3).
 */
public enum Technology {
  /** An SEV-SNP attestation report, AMD 56860. */
  AMD_SEV_SNP("amd-sev-snp"),
  /** An Intel TDX quote. */
  INTEL_TDX("intel-tdx"),
  /** An Intel SGX quote. */
  INTEL_SGX("intel-sgx"),
  /** A TPM 2.0 quote. */
  TPM2("tpm2"),
  /** A hardware report and a vTPM quote of Azure's paravisor. */
  AZURE_VTPM("azure-vtpm"),
  /** A hardware report and a vTPM quote of an SVSM. */
  SVSM_VTPM("svsm-vtpm"),
  /** An AWS Nitro Enclaves attestation document. */
  AWS_NITRO("aws-nitro"),
  /** An Arm CCA token. */
  ARM_CCA("arm-cca"),
  /** An NVIDIA GPU attestation report. */
  NVIDIA_GPU("nvidia-gpu"),
  /** The SEV-SNP format under a simulator's root; never real (invariant 10). */
  SIMULATED_AMD_SEV_SNP("simulated-amd-sev-snp");

  private final String tag;

  Technology(String tag) {
    this.tag = tag;
  }

  /** The tag as it stands in messages and policies. */
  public String tag() {
    return tag;
  }

  /** Whether evidence of this kind comes from a simulator. */
  public boolean simulated() {
    return tag.startsWith("simulated-");
  }

  /** Returns the technology with that tag, or empty. For untrusted input. */
  public static Optional<Technology> parse(String tag) {
    for (Technology technology : values()) {
      if (technology.tag.equals(tag)) {
        return Optional.of(technology);
      }
    }
    return Optional.empty();
  }
}
