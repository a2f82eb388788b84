package dev.sealkeep.agent.exchange;

import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.Optional;

/** How an attempt to fetch a key ended. */
public sealed interface GetOutcome {
  /**
   * The key, proven to be logged and to come from the tenant's escrow.
   *
   * @param key the key, which the caller closes
   * @param decision the decision's id
   * @param keyVersion the key's version
   * @param leafIndex where the release stands in the log
   * @param treeSize the size of the signed log that holds it
   */
  record Released(
      SecretBytes key, DecisionId decision, int keyVersion, long leafIndex, long treeSize)
      implements GetOutcome {}

  /**
   * Whether the next boot will be given the key, proven to be the logged answer. No key.
   *
   * @param permitted the answer
   * @param decision the decision's id
   * @param keyVersion the version of the key that it was asked about
   * @param leafIndex where the answer stands in the log
   * @param treeSize the size of the signed log that holds it
   */
  record Foretold(
      boolean permitted, DecisionId decision, int keyVersion, long leafIndex, long treeSize)
      implements GetOutcome {}

  /** The escrow said no; asking again will not help. */
  record Denied(Optional<DecisionId> decision) implements GetOutcome {}

  /**
   * No endpoint decided, and none said anything that is authenticated but that it is broken or
   * overloaded (5xx). Of all outcomes the only one under which a guest may do without the escrow
   * (invariant 6).
   */
  record Unreachable(String detail) implements GetOutcome {}

  /**
   * No endpoint decided until there was no time left, and one that is well answered: it asked for
   * patience (429) or for another challenge, or gave no credential (4xx).
   */
  record Postponed(String detail) implements GetOutcome {}

  /**
   * An endpoint answered what this guest does not accept, and no other one helped.
   *
   * @param code the stable code of the fault
   * @param detail which endpoint, and what was wrong
   */
  record Untrusted(String code, String detail) implements GetOutcome {}

  /** This machine has no evidence to show. */
  record NoEvidence(String detail) implements GetOutcome {}
}
