package dev.sealkeep.policy.assist;

import java.util.List;

/**
 * What may stand at a place.
 *
 * @param replaced the word that a chosen proposal replaces; empty where none is begun
 * @param proposals the likeliest first
 */
public record Completions(Span replaced, List<Proposal> proposals) {
  /** Copies {@code proposals}. */
  public Completions {
    proposals = List.copyOf(proposals);
  }
}
