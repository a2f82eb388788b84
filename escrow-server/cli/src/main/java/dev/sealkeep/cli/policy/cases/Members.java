package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.policy.diagnostic.Spelling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The members of an object in a file of cases, each of which has to be known and of its type. */
final class Members {
  private final String where;
  private final Map<?, ?> members;

  /**
   * Takes an object whose members are among {@code known}.
   *
   * @param where the file and the case, to begin an error with
   */
  Members(String where, @Nullable Object object, List<String> known) {
    this.where = where;
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

  /** A failure that names the file and the case. */
  CommandFailure refusal(String what) {
    return CommandFailure.of(
        ExitCode.UNUSABLE,
        where + ": " + what,
        "docs/how-to/policy-tests.md shows how a case is written.");
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  Optional<Object> value(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** A member that has to be there. */
  Object required(String name) {
    return value(name).orElseThrow(() -> refusal("'%s' is missing".formatted(name)));
  }

  Optional<String> text(String name) {
    return value(name)
        .map(
            value -> {
              if (value instanceof String text) {
                return text;
              }
              throw refusal("'%s' is not a text".formatted(name));
            });
  }

  String requiredText(String name) {
    return text(name).orElseThrow(() -> refusal("'%s' is missing".formatted(name)));
  }

  Optional<Map<?, ?>> object(String name) {
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
  List<String> texts(String name) {
    return switch (value(name).orElse(List.of())) {
      case String text -> List.of(text);
      case List<?> list when list.stream().allMatch(String.class::isInstance) ->
          list.stream().map(String.class::cast).toList();
      default -> throw refusal("'%s' is not a text or a list of texts".formatted(name));
    };
  }
}
