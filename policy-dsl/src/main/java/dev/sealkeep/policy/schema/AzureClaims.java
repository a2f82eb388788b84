package dev.sealkeep.policy.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * The claims of an Azure confidential VM: those of its hardware behind {@code snp.} or {@code
 * tdx.}, those of its vTPM, and what the paravisor says of the VM.
 *
 * <p>Source: the runtime data of the report in NV index 0x01400001 (OpenHCL, {@code
 * RuntimeClaims}); TPM 2.0 Library part 2 for the quote.
 */
final class AzureClaims {
  private static final String BOUND =
      "hash of the runtime data in the report data of the hardware report, which the hardware's"
          + " vendor vouches for and which was made at VMPL 0 or in a TD";

  private static final ClaimType BOOL = new ClaimType.Bool();

  private final List<Claim> claims = new ArrayList<>();

  private AzureClaims() {}

  static ClaimSchema schema(String technology) {
    AzureClaims azure = new AzureClaims();
    VtpmClaims.appendHardwareTo(azure.claims, "snp.", SnpClaims.schema(technology));
    VtpmClaims.appendHardwareTo(azure.claims, "tdx.", TdxClaims.ofQuote(technology));
    VtpmClaims.appendTpmTo(azure.claims, "HCLEkPub of the runtime data", BOUND);
    azure.machine();
    azure.freshness();
    return new ClaimSchema(technology, azure.claims);
  }

  private void machine() {
    machine("secure_boot", BOOL, "Whether UEFI Secure Boot is on", "secure-boot");
    machine("tpm_enabled", BOOL, "Whether the VM has a vTPM", "tpm-enabled");
    machine("tpm_persisted", BOOL, "Whether the VM keeps state between boots", "tpm-persisted");
    machine("console_enabled", BOOL, "Whether the serial console is on", "console-enabled");
    machine(
        "interactive_console_enabled",
        BOOL,
        "Whether the serial console takes input",
        "interactive-console-enabled");
    machine(
        "filtered_vpci_devices_allowed",
        BOOL,
        "Whether some virtual PCI devices are let in",
        "filtered-vpci-devices-allowed");
    machine("vm_unique_id", new ClaimType.Text(), "The VM, as its host names it", "vmUniqueId");
    machine(
        "root_cert_thumbprint",
        new ClaimType.Text(),
        "Digest of the certificate that provisioned the VM's state",
        "root-cert-thumbprint");
    claims.add(
        new Claim(
            "user_data",
            new ClaimType.Bytes(64),
            "What the guest had the paravisor bind; zeros if nothing",
            "user-data of the runtime data",
            BOUND));
  }

  private void machine(String name, ClaimType type, String documentation, String member) {
    claims.add(
        new Claim(
            "vm_configuration." + name,
            type,
            documentation,
            "vm-configuration." + member + " of the runtime data",
            BOUND));
  }

  private void freshness() {
    claims.add(
        new Claim(
            "hardware.fresh",
            BOOL,
            "Whether the hardware report was made for this request; otherwise it is of any time"
                + " since the VM booted",
            "user-data of the runtime data",
            BOUND + ", and the transcript of the request"));
  }
}
