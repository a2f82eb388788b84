package dev.sealkeep.agent.configuration;

import dev.sealkeep.agent.configuration.ConfigurationOutcome.Invalid;
import dev.sealkeep.agent.configuration.ConfigurationOutcome.Valid;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.wire.LowerHex;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns a properties file into a configuration, or into all that is wrong with it. */
public final class ConfigurationReader {
  private static final int MAX_ENDPOINTS = 16;
  private static final Duration LONGEST_DEADLINE = Duration.ofMinutes(60);

  private final Path directory;
  private final Set<String> problems = new LinkedHashSet<>();
  private final Map<String, String> values;

  private ConfigurationReader(String text, Path directory) {
    this.directory = directory;
    this.values = PropertiesText.read(text, problems::add);
  }

  /** Reads a file. A relative {@code ca} starts at its directory. */
  public static ConfigurationOutcome read(Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      return parse(Files.readString(file), directory == null ? file : directory);
    } catch (CharacterCodingException notText) {
      return new Invalid(List.of(file + " is not UTF-8 text: save it as UTF-8"));
    } catch (IOException unreadable) {
      return new Invalid(
          List.of("cannot read %s: check that the file exists and may be read".formatted(file)));
    }
  }

  /** Reads the text of a file that stands in {@code directory}. */
  public static ConfigurationOutcome parse(String text, Path directory) {
    return new ConfigurationReader(text, directory).outcome();
  }

  private ConfigurationOutcome outcome() {
    refuseUnknownKeys();
    Optional<List<URI>> endpoints = value(ConfigurationKey.ENDPOINTS, this::endpoints);
    Optional<Path> ca = value(ConfigurationKey.CA, this::path);
    Optional<LogVerifierKey> logRoot =
        value(ConfigurationKey.LOG_ROOT, text -> LogVerifierKey.parse(text).toOptional());
    Optional<Name> tenant = value(ConfigurationKey.TENANT, Name::parse);
    Optional<Digest> pin = value(ConfigurationKey.TENANT_PIN, ConfigurationReader::sha256);
    Optional<Name> key = value(ConfigurationKey.KEY, Name::parse);
    Optional<String> volume = value(ConfigurationKey.VOLUME, ConfigurationReader::volume);
    Optional<String> mode =
        value(ConfigurationKey.MODE, text -> Optional.of(text).filter("escrow"::equals));
    Optional<Kem> kem = value(ConfigurationKey.MIN_KEM, Kem::parseLabel);
    Optional<List<Technology>> technologies =
        value(ConfigurationKey.TECHNOLOGIES, this::technologies);
    Optional<Duration> deadline = value(ConfigurationKey.DEADLINE, ConfigurationReader::duration);
    if (!problems.isEmpty() || mode.isEmpty()) {
      return new Invalid(List.copyOf(problems));
    }
    return new Valid(
        new GuestConfiguration(
            endpoints.orElseThrow(),
            ca.orElseThrow(),
            logRoot.orElseThrow(),
            tenant.orElseThrow(),
            pin.orElseThrow(),
            key.orElseThrow(),
            volume.flatMap(Name::parse),
            kem.orElseThrow(),
            technologies.orElseThrow(),
            deadline.orElseThrow()));
  }

  private void refuseUnknownKeys() {
    List<String> known =
        Arrays.stream(ConfigurationKey.values()).map(ConfigurationKey::spelling).toList();
    values.keySet().stream()
        .filter(key -> ConfigurationKey.parse(key).isEmpty())
        .sorted()
        .forEach(
            key ->
                problems.add(
                    Spelling.nearest(key, known)
                        .map(near -> "unknown key `%s`: did you mean `%s`?".formatted(key, near))
                        .orElse("unknown key `%s`: remove it".formatted(key))));
  }

  /** The value of a key, or empty after noting what is wrong with it. */
  private <T> Optional<T> value(ConfigurationKey key, Function<String, Optional<T>> parser) {
    Optional<String> text =
        Optional.ofNullable(values.get(key.spelling())).or(() -> key.fallback());
    if (text.isEmpty()) {
      problems.add("`%s` is missing: %s".formatted(key.spelling(), key.meaning()));
      return Optional.empty();
    }
    int before = problems.size();
    Optional<T> value = parser.apply(text.get());
    if (value.isEmpty() && problems.size() == before) {
      problems.add("`%s` is not valid: %s".formatted(key.spelling(), key.meaning()));
    }
    return value;
  }

  private Optional<List<URI>> endpoints(String text) {
    List<URI> endpoints = new ArrayList<>();
    for (String item : items(text)) {
      Optional<URI> endpoint = endpoint(item);
      if (endpoint.isEmpty()) {
        problems.add(
            "`endpoints` has `%s`, which is no https URL of a host: write https://host[:port]"
                .formatted(item));
        return Optional.empty();
      }
      endpoints.add(endpoint.get());
    }
    return endpoints.isEmpty() || endpoints.size() > MAX_ENDPOINTS
        ? Optional.empty()
        : Optional.of(endpoints);
  }

  private static Optional<URI> endpoint(String text) {
    try {
      URI uri = new URI(text);
      boolean usable =
          "https".equals(uri.getScheme())
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null;
      return usable ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  private Optional<Path> path(String text) {
    return text.isEmpty() || text.indexOf('\0') >= 0
        ? Optional.empty()
        : Optional.of(directory.resolve(text));
  }

  private Optional<List<Technology>> technologies(String text) {
    List<String> known = Arrays.stream(Technology.values()).map(Technology::tag).toList();
    List<Technology> technologies = new ArrayList<>();
    for (String tag : items(text)) {
      Optional<Technology> technology = Technology.parse(tag);
      if (technology.isEmpty()) {
        problems.add(
            "`technologies` has `%s`: this program knows %s"
                .formatted(tag, String.join(", ", known)));
        return Optional.empty();
      }
      technologies.add(technology.get());
    }
    return technologies.isEmpty() ? Optional.empty() : Optional.of(technologies);
  }

  private static List<String> items(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static Optional<Digest> sha256(String hex) {
    return LowerHex.decode(hex)
        .filter(bytes -> bytes.length == Digest.SHA256_BYTES)
        .flatMap(Digest::parse);
  }

  private static Optional<String> volume(String text) {
    return text.isEmpty() ? Optional.of(text) : Name.parse(text).map(Name::value);
  }

  private static Optional<Duration> duration(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > 9) {
      return Optional.empty();
    }
    long number = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> bounded(Duration.ofMillis(number));
      case "s" -> bounded(Duration.ofSeconds(number));
      case "m" -> bounded(Duration.ofMinutes(number));
      case String other -> Optional.empty();
    };
  }

  private static Optional<Duration> bounded(Duration duration) {
    return duration.isPositive() && duration.compareTo(LONGEST_DEADLINE) <= 0
        ? Optional.of(duration)
        : Optional.empty();
  }
}
