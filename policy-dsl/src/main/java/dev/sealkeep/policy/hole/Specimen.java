package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Made-up values that look like a claim's; the same each time. */
final class Specimen {
  private static final int ORDINARY_LENGTH = 32;

  private Specimen() {}

  /** A value of a claim's type. */
  static ClaimValue of(Claim claim) {
    return switch (claim.type()) {
      case ClaimType.Bool _ -> new ClaimValue.Bool(false);
      case ClaimType.Int range -> new ClaimValue.Int(range.min());
      case ClaimType.Symbol symbol -> new ClaimValue.Symbol(symbol.words().getFirst());
      case ClaimType.Bytes type -> bytes(claim.name(), length(type));
      case ClaimType.Text _ -> new ClaimValue.Text("example");
      case ClaimType.Words _ -> new ClaimValue.Words(List.of());
      case ClaimType.Entries type -> new ClaimValue.Entries(List.of(entry(claim.name(), type)));
      case ClaimType.Span _ -> new ClaimValue.Span(Duration.ofDays(1));
      case ClaimType.Time _ -> time("2030-01-01T00:00:00Z");
      case ClaimType.Tcb type -> {
        String product = type.layouts().keySet().iterator().next();
        SequencedMap<String, Integer> components = new LinkedHashMap<>();
        type.layout(product).orElseThrow().forEach(component -> components.put(component, 5));
        yield new ClaimValue.Tcb(product, components);
      }
    };
  }

  private static Map<String, ClaimValue> entry(String list, ClaimType.Entries type) {
    Map<String, ClaimValue> entry = new LinkedHashMap<>();
    for (Claim field : type.fields()) {
      String name = list + "." + field.name();
      entry.put(
          field.name(),
          of(new Claim(name, field.type(), field.documentation(), field.source(), field.proof())));
    }
    return entry;
  }

  private static int length(ClaimType.Bytes type) {
    return Math.clamp(ORDINARY_LENGTH, type.min(), type.max());
  }

  /** Bytes that come of a name, as a digest or an identifier would look. */
  static ClaimValue bytes(String name, int length) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (int block = 0; octets.size() < length; block++) {
      octets.writeBytes(sha512(name + block));
    }
    return ClaimValue.Bytes.of(Arrays.copyOf(octets.toByteArray(), length));
  }

  private static byte[] sha512(String text) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-512", e);
    }
  }

  static ClaimValue zeros(int length) {
    return ClaimValue.Bytes.of(new byte[length]);
  }

  static ClaimValue flag(boolean value) {
    return new ClaimValue.Bool(value);
  }

  static ClaimValue number(long value) {
    return new ClaimValue.Int(value);
  }

  static ClaimValue word(String value) {
    return new ClaimValue.Symbol(value);
  }

  static ClaimValue text(String value) {
    return new ClaimValue.Text(value);
  }

  static ClaimValue time(String value) {
    return new ClaimValue.Time(Instant.parse(value));
  }

  /** A TCB vector of a product, its components in the order of the layout. */
  static ClaimValue.Tcb tcb(Claim claim, String product, int... values) {
    SequencedMap<String, Integer> components = new LinkedHashMap<>();
    if (claim.type() instanceof ClaimType.Tcb type) {
      List<String> names = type.layout(product).orElseThrow();
      for (int i = 0; i < names.size(); i++) {
        components.put(names.get(i), values[Math.min(i, values.length - 1)]);
      }
    }
    return new ClaimValue.Tcb(product, components);
  }
}
