package dev.sealkeep.keystore.store.postgresql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Spells a statement's arguments as PostgreSQL does: {@code $1}, {@code $2} and so on for question
 * marks. The store's statements have no question mark in a literal or an operator.
 */
final class Placeholders {
  private static final Map<String, String> NUMBERED = new ConcurrentHashMap<>();

  private Placeholders() {}

  static String numbered(String sql) {
    return NUMBERED.computeIfAbsent(sql, Placeholders::number);
  }

  private static String number(String sql) {
    StringBuilder numbered = new StringBuilder(sql.length() + 16);
    int arguments = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '?') {
        arguments++;
        numbered.append('$').append(arguments);
      } else {
        numbered.append(c);
      }
    }
    return numbered.toString();
  }
}
