package dev.sealkeep.agent.derive;

import dev.sealkeep.agent.device.gramine.SealingKey;
import dev.sealkeep.agent.device.sevguest.KeyRequest;

/** What hardware is asked for. */
public sealed interface HardwareRequest {
  /** SEV-SNP's firmware. */
  record Snp(KeyRequest request) implements HardwareRequest {}

  /** An SGX processor, by Gramine. */
  record Sgx(SealingKey key) implements HardwareRequest {}
}
