package dev.sealkeep.evidence.ima;

import dev.sealkeep.policy.claim.ClaimValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a list that replays says. An entry's data are proven by its template digest, but for those
 * of a violation, of which nothing is proven but that there was one. The template's name is the
 * list's word alone.
 */
final class ImaClaims {
  /** The most entries that the claim's type admits. */
  static final int MOST = 4_096;

  /** The digests that are strong enough to decide by, with their sizes. */
  private static final Map<String, Integer> DIGESTS =
      Map.of(
          "file_sha256",
          32,
          "file_sha384",
          48,
          "file_sha512",
          64,
          "verity_sha256",
          32,
          "verity_sha512",
          64);

  private static final List<TemplateField> SIGNATURES =
      List.of(
          TemplateField.SIGNATURE,
          TemplateField.APPENDED_SIGNATURE,
          TemplateField.METADATA_SIGNATURE);

  private ImaClaims() {}

  static Map<String, ClaimValue> of(ListReplay replay) {
    Map<String, ClaimValue> claims = new HashMap<>();
    List<MeasuredEntry> entries = replay.entries();
    claims.put("ima.replayed", new ClaimValue.Bool(true));
    claims.put("ima.template_hash", new ClaimValue.Symbol(replay.hash().bank()));
    claims.put(
        "ima.violations",
        new ClaimValue.Int(entries.stream().filter(MeasuredEntry::isViolation).count()));
    if (entries.size() <= MOST) {
      claims.put(
          "ima.entries", new ClaimValue.Entries(entries.stream().map(ImaClaims::fields).toList()));
    }
    return claims;
  }

  private static Map<String, ClaimValue> fields(MeasuredEntry entry) {
    Map<String, ClaimValue> fields = new HashMap<>();
    fields.put("register", new ClaimValue.Int(entry.register()));
    fields.put("template", new ClaimValue.Text(entry.template().name()));
    fields.put("violation", new ClaimValue.Bool(entry.isViolation()));
    if (!entry.isViolation()) {
      addProven(entry, fields);
    }
    return fields;
  }

  private static void addProven(MeasuredEntry entry, Map<String, ClaimValue> fields) {
    path(entry).ifPresent(path -> fields.put("path", path));
    FileDigest.of(entry).ifPresent(digest -> addDigest(digest, fields));
    List<byte[]> signatures =
        SIGNATURES.stream().flatMap(field -> entry.value(field).stream()).toList();
    if (!signatures.isEmpty()) {
      fields.put(
          "has_signature",
          new ClaimValue.Bool(signatures.stream().anyMatch(value -> value.length > 0)));
    }
    entry
        .value(TemplateField.BUFFER)
        .flatMap(ImaClaims::text)
        .ifPresent(text -> fields.put("text", text));
  }

  private static void addDigest(FileDigest digest, Map<String, ClaimValue> fields) {
    ClaimValue.Text.ofPrintable(digest.function()).ifPresent(name -> fields.put("function", name));
    String name = (digest.verity() ? "verity_" : "file_") + digest.function();
    if (DIGESTS.getOrDefault(name, 0) == digest.digest().length) {
      fields.put(name, ClaimValue.Bytes.of(digest.digest()));
    }
  }

  /** The first template has the name without its NUL. */
  private static Optional<ClaimValue.Text> path(MeasuredEntry entry) {
    return entry
        .value(TemplateField.PATH)
        .map(path -> Arrays.copyOf(path, path.length - 1))
        .or(() -> entry.value(TemplateField.NAME))
        .flatMap(ImaClaims::text);
  }

  private static Optional<ClaimValue.Text> text(byte[] utf8) {
    try {
      return ClaimValue.Text.ofPrintable(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
