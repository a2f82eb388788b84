package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.ConfigurationKey;
import dev.sealkeep.agent.derive.DeriveKey;
import java.util.Optional;

/**
 * An option of a command.
 *
 * @param name how it is written, with its hyphens
 * @param argument what its value is; empty for a flag
 * @param meaning what it does, for a person
 */
record Option(String name, Optional<String> argument, String meaning) {
  static Option flag(String name, String meaning) {
    return new Option(name, Optional.empty(), meaning);
  }

  static Option of(String name, String argument, String meaning) {
    return new Option(name, Optional.of(argument), meaning);
  }

  /** What may stand in the configuration as well. */
  static Option of(ConfigurationKey key) {
    return of(
        spelling(key), "VALUE", key.meaning() + key.fallback().map(Option::fallback).orElse(""));
  }

  /** What may stand in the request's file as well. */
  static Option of(DeriveKey key) {
    return of(
        key.option(), "VALUE", key.meaning() + key.fallback().map(Option::fallback).orElse(""));
  }

  static String spelling(ConfigurationKey key) {
    return "--" + key.spelling().replace('_', '-');
  }

  private static String fallback(String value) {
    return value.isEmpty() ? "" : "; default " + value;
  }
}
