package dev.sealkeep.protocol.message;

import java.util.Optional;
import java.util.regex.Pattern;

/** The syntax of words that one side may know and the other not: technologies, event log kinds. */
final class Tag {
  private static final Pattern SYNTAX = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private Tag() {}

  static Optional<String> parse(String tag) {
    return SYNTAX.matcher(tag).matches() ? Optional.of(tag) : Optional.empty();
  }
}
