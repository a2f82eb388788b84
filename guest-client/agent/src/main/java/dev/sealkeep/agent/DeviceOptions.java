package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.ConfigurationKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a command line says about devices. A relative path starts where the program was started. */
final class DeviceOptions {
  private DeviceOptions() {}

  /**
   * Picks it out.
   *
   * @param values the options by their names
   * @return the same by the spellings of {@link ConfigurationKey}
   */
  static Map<String, String> of(Map<String, String> values) {
    Map<String, String> devices = new HashMap<>();
    for (ConfigurationKey key : ConfigurationKey.DEVICES) {
      String value = values.get(Option.spelling(key));
      if (value != null) {
        devices.put(key.spelling(), absolute(key, value));
      }
    }
    return Map.copyOf(devices);
  }

  private static String absolute(ConfigurationKey key, String value) {
    return switch (key) {
      case TSM_PATH, SEV_GUEST_PATH, TPM_PATH, TPM_EK_CERTIFICATES, GRAMINE_PATH -> absolute(value);
      case EVENT_LOGS ->
          value.equals("auto") || value.equals("none")
              ? value
              : Arrays.stream(value.split(",", -1))
                  .map(item -> absolute(item.strip()))
                  .collect(Collectors.joining(","));
      default -> value;
    };
  }

  private static String absolute(String path) {
    return path.isEmpty() || path.startsWith("/")
        ? path
        : System.getProperty("user.dir") + "/" + path;
  }
}
