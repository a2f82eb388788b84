package dev.sealkeep.agent.derive;

import dev.sealkeep.agent.device.gramine.SealingKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sealing key of SGX is bound to, as Gramine asks for it: the SVNs and attributes of this
 * moment, and KEYID zero. Intel SDM volume 3D, EGETKEY; Gramine, sgx_get_seal_key.
 */
final class SgxBinding {
  private SgxBinding() {}

  /** The bindings, in a list that can grow. */
  static List<Binding> of(SealingKey key) {
    boolean enclave = key == SealingKey.MRENCLAVE;
    List<Binding> bindings = new ArrayList<>();
    bindings.add(
        new Binding(
            true,
            "chip",
            "another processor never derives the key: an enclave that moves loses it; keep a second"
                + " key slot"));
    bindings.add(
        new Binding(
            enclave,
            "mr_enclave",
            enclave
                ? "every change of the program, its manifest or its trusted files changes the key:"
                    + " wrap anew before an update"
                : "every enclave of this signer and product derives the same key, whatever it"
                    + " runs"));
    bindings.add(
        new Binding(
            !enclave,
            "mr_signer",
            enclave
                ? "the measurement alone counts, whoever signed it"
                : "enclaves of another signer, or of another product id, derive another key"));
    bindings.add(
        new Binding(
            true,
            "isv_svn",
            "mixed in as it is now: an enclave with another SVN, higher or lower, derives another"
                + " key"));
    bindings.add(
        new Binding(
            true,
            "cpu_svn",
            "mixed in as it is now: after an update of microcode the key is another, and Gramine"
                + " derives no older one"));
    bindings.add(
        new Binding(true, "attributes", "an enclave launched for debugging derives another key"));
    return bindings;
  }
}
