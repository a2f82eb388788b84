package dev.sealkeep.policy.syntax;

import java.util.regex.Pattern;

/** Which names there are. */
public final class Names {
  /** The rule for a name, for messages. */
  public static final String NAME_RULE =
      "1 to 63 of a-z, 0-9, `.`, `_` and `-`, starting with a letter or a digit";

  /** The rule for a set name, for messages. */
  public static final String SET_NAME_RULE =
      "one to four names joined by `/`; a name is " + NAME_RULE;

  private static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";
  private static final Pattern NAME_PATTERN = Pattern.compile(NAME);
  private static final Pattern SET_NAME_PATTERN = Pattern.compile(NAME + "(/" + NAME + "){0,3}");

  private Names() {}

  /** Whether a text matches {@code [a-z0-9][a-z0-9._-]{0,62}}. */
  public static boolean isName(String text) {
    return NAME_PATTERN.matcher(text).matches();
  }

  /** Whether a text is one to four names joined by {@code /}. */
  public static boolean isSetName(String text) {
    return SET_NAME_PATTERN.matcher(text).matches();
  }
}
