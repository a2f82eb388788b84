package dev.sealkeep.protocol.name;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a tenant, key, volume or policy: {@code [a-z0-9][a-z0-9._-]{0,62}}, so 1 to 63 ASCII
 * bytes.
 */
public record Name(String value) implements Comparable<Name> {
  /** The syntax, as shown to people. */
  public static final String SYNTAX = "[a-z0-9][a-z0-9._-]{0,62}";

  private static final Pattern PATTERN = Pattern.compile(SYNTAX);

  /** Accepts a valid name and throws {@link IllegalArgumentException} for any other string. */
  public Name {
    Objects.requireNonNull(value);
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("not a name (" + SYNTAX + ")");
    }
  }

  /** Returns the name, or empty if {@code value} is not one. For untrusted input. */
  public static Optional<Name> parse(String value) {
    return PATTERN.matcher(value).matches() ? Optional.of(new Name(value)) : Optional.empty();
  }

  @Override
  public int compareTo(Name other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
