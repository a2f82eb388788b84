package dev.sealkeep.agent.configuration;

import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.name.Technology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Technologies that vouch for a guest together. The first is the lead attester (RFC 9334, section
 * 3.3): its evidence binds that of the others, and a policy's clauses are for it.
 *
 * @param technologies 1 to 8, each once
 */
public record Attesters(List<Technology> technologies) {
  private static final String AND = "+";

  /** Copies the list. */
  public Attesters {
    technologies = List.copyOf(technologies);
    if (technologies.isEmpty()) {
      throw new IllegalArgumentException("nobody attests");
    }
  }

  /**
   * Reads tags with {@code +} between them.
   *
   * @param problem told what is wrong, if the result is empty
   */
  public static Optional<Attesters> parse(String text, Consumer<String> problem) {
    List<Technology> technologies = new ArrayList<>();
    for (String part : text.split("\\+", -1)) {
      String tag = part.strip();
      Optional<Technology> technology = Technology.parse(tag);
      if (technology.isEmpty()) {
        problem.accept(unknown(tag));
        return Optional.empty();
      }
      technologies.add(technology.get());
    }
    if (technologies.size() > MessageLimits.EVIDENCE_ITEMS) {
      problem.accept(
          "`%s` has more than %d technologies".formatted(text, MessageLimits.EVIDENCE_ITEMS));
      return Optional.empty();
    }
    if (technologies.stream().distinct().count() < technologies.size()) {
      problem.accept("`%s` names a technology twice".formatted(text));
      return Optional.empty();
    }
    return Optional.of(new Attesters(technologies));
  }

  private static String unknown(String tag) {
    List<String> known = Arrays.stream(Technology.values()).map(Technology::tag).toList();
    return Spelling.nearest(tag, known)
        .map(near -> "unknown technology `%s`: did you mean `%s`?".formatted(tag, near))
        .orElse(
            "unknown technology `%s`: this program knows %s"
                .formatted(tag, String.join(", ", known)));
  }

  /** In the order in which their evidence is obtained and conveyed: the lead attester's last. */
  public List<Technology> conveyed() {
    List<Technology> order = new ArrayList<>(technologies.subList(1, technologies.size()));
    order.add(technologies.getFirst());
    return order;
  }

  /** As it is written in a configuration. */
  public String spelling() {
    return technologies.stream().map(Technology::tag).collect(Collectors.joining(AND));
  }
}
