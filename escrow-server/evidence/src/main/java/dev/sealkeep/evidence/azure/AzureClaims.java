package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.tpm.AttestationKey;
import dev.sealkeep.evidence.vtpm.HardwareAppraisal;
import dev.sealkeep.evidence.vtpm.VtpmQuote;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gathers the claims of verified evidence. A claim that the evidence does not make is left out,
 * which a policy takes as unknown (invariant 4).
 */
final class AzureClaims {
  /** The flags among the members of {@code vm-configuration}. */
  private static final List<String> FLAGS =
      List.of(
          "secure-boot",
          "tpm-enabled",
          "tpm-persisted",
          "console-enabled",
          "interactive-console-enabled",
          "filtered-vpci-devices-allowed");

  private final Map<String, ClaimValue> claims;

  /** The claims of the hardware. */
  AzureClaims(HardwareAppraisal hardware) {
    this.claims = new HashMap<>(hardware.claims());
  }

  /** What the paravisor says of the VM. */
  void addRuntime(RuntimeData runtime) {
    claims.put("user_data", ClaimValue.Bytes.of(runtime.userData()));
    runtime
        .endorsementKey()
        .map(spki -> new AttestationKey(spki, Optional.empty()).spkiSha256())
        .ifPresent(digest -> claims.put("tpm.ek_sha256", ClaimValue.Bytes.ofHex(digest)));
    for (String flag : FLAGS) {
      if (runtime.vmConfiguration().get(flag) instanceof Boolean value) {
        claims.put("vm_configuration." + flag.replace('-', '_'), new ClaimValue.Bool(value));
      }
    }
    addText(runtime, "vmUniqueId", "vm_configuration.vm_unique_id");
    addText(runtime, "root-cert-thumbprint", "vm_configuration.root_cert_thumbprint");
  }

  private void addText(RuntimeData runtime, String member, String name) {
    if (runtime.vmConfiguration().get(member) instanceof String value) {
      claims.put(name, new ClaimValue.Text(value));
    }
  }

  /** Whether the hardware report was made for this very request. */
  void addFreshness(boolean fresh) {
    claims.put("hardware.fresh", new ClaimValue.Bool(fresh));
  }

  /** What a quote says whose key the hardware report binds. */
  void addQuote(VtpmQuote quote) {
    claims.putAll(quote.claims());
    claims.put("tpm.ak_bound_by", new ClaimValue.Symbol("hardware_vmpl0"));
  }

  /** Further claims under their full names. */
  void addAll(Map<String, ClaimValue> further) {
    claims.putAll(further);
  }

  /** All of them. */
  Map<String, ClaimValue> all() {
    return claims;
  }
}
