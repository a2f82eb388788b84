package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.policy.diagnostic.Spelling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The members of an object that a person wrote; each has to be known and of its type. */
public final class Members {
  private static final String CASES = "docs/how-to/policy-tests.md shows how a case is written.";

  private final String where;
  private final String guide;
  private final Map<?, ?> members;

  /** Takes an object of a file of cases. */
  Members(String where, @Nullable Object object, List<String> known) {
    this(where, object, known, CASES);
  }

  /**
   * Takes an object whose members are among {@code known}; any other ends the command.
   *
   * @param where the file and the place in it, to begin an error with
   * @param guide where to read how it is written, a sentence
   */
  public Members(String where, @Nullable Object object, List<String> known, String guide) {
    this.where = where;
    this.guide = guide;
    if (!(object instanceof Map<?, ?> map)) {
      throw refusal("is not an object");
    }
    this.members = map;
    for (Object name : map.keySet()) {
      if (!known.contains(String.valueOf(name))) {
        throw unknown(String.valueOf(name), known);
      }
    }
  }

  private CommandFailure unknown(String name, List<String> known) {
    return CommandFailure.of(
        ExitCode.UNUSABLE,
        "%s: there is no member '%s'".formatted(where, name),
        Spelling.nearest(name, known)
            .map("Did you mean '%s'?"::formatted)
            .orElse("Known are " + String.join(", ", known) + "."));
  }

  /** A failure that names the file and the place. */
  public CommandFailure refusal(String what) {
    return CommandFailure.of(ExitCode.UNUSABLE, where + ": " + what, guide);
  }

  /** Whether a member is there. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** A member's value; empty if it is not there or null. */
  public Optional<Object> value(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** A member that has to be there. */
  public Object required(String name) {
    return value(name).orElseThrow(() -> refusal("'%s' is missing".formatted(name)));
  }

  /** A text; empty if it is not there. */
  public Optional<String> text(String name) {
    return value(name)
        .map(
            value -> {
              if (value instanceof String text) {
                return text;
              }
              throw refusal("'%s' is not a text".formatted(name));
            });
  }

  /** A text that has to be there. */
  public String requiredText(String name) {
    return text(name).orElseThrow(() -> refusal("'%s' is missing".formatted(name)));
  }

  /** An object; empty if it is not there. */
  public Optional<Map<?, ?>> object(String name) {
    return value(name)
        .map(
            value -> {
              if (value instanceof Map<?, ?> map) {
                return map;
              }
              throw refusal("'%s' is not an object".formatted(name));
            });
  }

  /** A list of texts, or one text; empty if it is not there. */
  public List<String> texts(String name) {
    return switch (value(name).orElse(List.of())) {
      case String text -> List.of(text);
      case List<?> list when list.stream().allMatch(String.class::isInstance) ->
          list.stream().map(String.class::cast).toList();
      default -> throw refusal("'%s' is not a text or a list of texts".formatted(name));
    };
  }
}
