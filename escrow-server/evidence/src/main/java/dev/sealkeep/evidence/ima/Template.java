package dev.sealkeep.evidence.ima;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an entry's data are made of. Nothing measures the name, so data that fit two templates can
 * be shown under either: of the kernel's own, that is so for a signature and a buffer alone.
 * Formats of the command line's choice would let a path pass for a signature, so they are not read.
 */
record Template(String name, List<TemplateField> fields) {
  /** The longest name that is looked at. */
  static final int MAX_NAME = 255;

  /** IMA_EVENT_NAME_LEN_MAX of the kernel, with the NUL. */
  static final int NAME_BYTES = 256;

  private static final String ORIGINAL = "ima";

  /** The templates of security/integrity/ima/ima_template.c. */
  private static final Map<String, Template> BUILT_IN =
      Map.ofEntries(
          builtIn(ORIGINAL, "d|n"),
          builtIn("ima-ng", "d-ng|n-ng"),
          builtIn("ima-sig", "d-ng|n-ng|sig"),
          builtIn("ima-ngv2", "d-ngv2|n-ng"),
          builtIn("ima-sigv2", "d-ngv2|n-ng|sig"),
          builtIn("ima-buf", "d-ng|n-ng|buf"),
          builtIn("ima-modsig", "d-ng|n-ng|sig|d-modsig|modsig"),
          builtIn(
              "evm-sig", "d-ng|n-ng|evmsig|xattrnames|xattrlengths|xattrvalues|iuid|igid|imode"));

  Template {
    fields = List.copyOf(fields);
  }

  private static Map.Entry<String, Template> builtIn(String name, String format) {
    List<TemplateField> fields =
        Arrays.stream(format.split("\\|", -1)).map(TemplateField::ofId).toList();
    return Map.entry(name, new Template(name, fields));
  }

  /** The template of a name; empty for one that is not known. */
  static Optional<Template> ofName(String name) {
    return Optional.ofNullable(BUILT_IN.get(name));
  }

  /**
   * Whether this is the first template, whose data have a layout of their own: 20 bytes of digest,
   * and a name without its NUL.
   */
  boolean isOriginal() {
    return name.equals(ORIGINAL);
  }

  /**
   * The data as the kernel hashes them: each value behind its length, u32 little-endian; in the
   * first template the digest, and the name with NULs up to 256 bytes.
   *
   * @param values one for each field
   */
  byte[] hashed(List<byte[]> values) {
    if (isOriginal()) {
      byte[] digest = values.getFirst();
      return ByteBuffer.allocate(digest.length + NAME_BYTES)
          .put(digest)
          .put(Arrays.copyOf(values.getLast(), NAME_BYTES))
          .array();
    }
    int size = values.stream().mapToInt(value -> Integer.BYTES + value.length).sum();
    ByteBuffer data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(value -> data.putInt(value.length).put(value));
    return data.array();
  }
}
