package dev.sealkeep.agent.derivation;

import dev.sealkeep.agent.device.report.TcbVersion;
import dev.sealkeep.agent.device.sevguest.GuestField;
import dev.sealkeep.agent.device.sevguest.KeyRequest;
import dev.sealkeep.protocol.name.Technology;
import java.util.Set;

/**
 * A derivation by SEV-SNP (MSG_KEY_REQ, AMD 56860).
 *
 * @param root where the key begins
 * @param fields what of the guest is mixed in besides the VMPL
 * @param vmpl the VMPL that is mixed in, 0 to 3
 * @param guestSvn the guest SVN that is mixed in, an unsigned number; 0 unless {@code fields} has
 *     it
 * @param tcb the TCB that is mixed in; zero unless {@code fields} has it
 */
public record SnpDerivation(
    KeySelection root, Set<GuestField> fields, int vmpl, int guestSvn, TcbVersion tcb)
    implements Derivation {
  /** Copies the set. */
  public SnpDerivation {
    fields = Set.copyOf(fields);
  }

  @Override
  public Technology technology() {
    return Technology.AMD_SEV_SNP;
  }

  /** What the firmware is asked for. */
  public KeyRequest request() {
    return new KeyRequest(root.root(), fields, vmpl, guestSvn, tcb.littleEndian());
  }
}
