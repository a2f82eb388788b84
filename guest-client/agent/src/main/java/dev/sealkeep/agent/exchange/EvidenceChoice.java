package dev.sealkeep.agent.exchange;

import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.name.Technology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sources of evidence that are configured and present, most wanted first.
 *
 * @param sources at most one for each configured technology
 */
public record EvidenceChoice(List<EvidenceSource> sources) {
  /** Copies the list. */
  public EvidenceChoice {
    sources = List.copyOf(sources);
  }

  /** Keeps of {@code found} what is configured and present, in the configuration's order. */
  public static EvidenceChoice of(
      List<Technology> configured, Iterable<? extends EvidenceSource> found) {
    List<EvidenceSource> chosen = new ArrayList<>();
    for (Technology technology : configured) {
      for (EvidenceSource source : found) {
        if (source.technology() == technology && source.present()) {
          chosen.add(source);
          break;
        }
      }
    }
    return new EvidenceChoice(chosen);
  }

  /** The first source whose technology is offered. */
  Optional<EvidenceSource> among(List<String> offered) {
    return sources.stream()
        .filter(source -> offered.contains(source.technology().tag()))
        .findFirst();
  }
}
