package dev.sealkeep.policy.schema;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the schemas have and no evidence of a technology ever claims: a claim, or words of one. They
 * stay in the schemas so that a stored policy that names them goes on compiling; a condition that
 * asks for them is never true.
 *
 * @param technology the tag of the evidence
 * @param claim the claim's name in that technology's schema
 * @param words the words that the claim never is; empty where the claim is never made at all
 * @param instead what a policy can ask instead, one clause without a full stop
 */
public record NeverClaimed(String technology, String claim, List<String> words, String instead) {
  private static final String KEY_BINDING = "tpm.ak_bound_by";

  private static final List<NeverClaimed> ALL =
      List.of(
          new NeverClaimed(
              "intel-tdx",
              "event_log.command_line",
              List.of(),
              "compare `rtmr2`, which holds the command line among all else that was measured"),
          new NeverClaimed(
              "tpm2",
              KEY_BINDING,
              List.of("hardware_vmpl0"),
              "name the TPM by `tpm.ek_sha256`; a TPM that a hardware report vouches for is of"
                  + " `svsm-vtpm` or `azure-vtpm`"),
          ofHardware("azure-vtpm", List.of("ek_certificate", "enrolled")),
          ofHardware("simulated-azure-vtpm", List.of("ek_certificate", "enrolled")),
          ofHardware("svsm-vtpm", List.of("ek_certificate")),
          ofHardware("simulated-svsm-vtpm", List.of("ek_certificate")));

  /** Copies the list. */
  public NeverClaimed {
    words = List.copyOf(words);
  }

  private static NeverClaimed ofHardware(String technology, List<String> words) {
    return new NeverClaimed(
        technology, KEY_BINDING, words, "ask `tpm.ak_bound_by == hardware_vmpl0`");
  }

  /**
   * What is never claimed of a claim.
   *
   * @param technology the technology of a policy's clause
   * @param name the claim's name there, be it another item's
   * @return empty if evidence makes the claim with any of its words
   */
  public static Optional<NeverClaimed> of(String technology, String name) {
    int dot = Math.max(0, name.indexOf('.'));
    String item = name.substring(0, dot).replace('_', '-');
    boolean ofAnotherItem = ClaimSchemas.forTechnology(item).isPresent();
    return ofAnotherItem ? ofItem(item, name.substring(dot + 1)) : ofItem(technology, name);
  }

  private static Optional<NeverClaimed> ofItem(String technology, String claim) {
    return all()
        .filter(one -> one.technology.equals(technology) && one.claim.equals(claim))
        .findFirst();
  }

  /** Everything that is never claimed. */
  public static Stream<NeverClaimed> all() {
    return ALL.stream();
  }

  /** Whether no evidence makes the claim at all. */
  public boolean isWholly() {
    return words.isEmpty();
  }
}
