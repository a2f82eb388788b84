package dev.sealkeep.evidence.appraise;

import dev.sealkeep.evidence.ActivatedKey;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * The items of one attestation, in the order in which they were conveyed; the last is the outer one
 * and binds all others.
 *
 * @param items at least one
 */
public record Attestation(List<Item> items) {
  /**
   * One item.
   *
   * @param tag the technology that the sender names
   * @param evidence what was conveyed
   * @param binding what it has to bind
   * @param activated the TPM key that came with a proof of activation, if one did
   */
  public record Item(
      String tag, Evidence evidence, Binding binding, Optional<ActivatedKey> activated) {
    /** An item without a proof of activation. */
    public Item(String tag, Evidence evidence, Binding binding) {
      this(tag, evidence, binding, Optional.empty());
    }
  }

  /** Copies {@code items}. */
  public Attestation {
    items = List.copyOf(items);
    if (items.isEmpty()) {
      throw new IllegalArgumentException("an attestation has at least one item");
    }
  }
}
