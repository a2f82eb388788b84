package dev.sealkeep.evidence.ima;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.eventlog.TcgHash;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One entry of a list. Its template digest, where it is not a violation, is the digest of its data.
 *
 * @param register the PCR that the kernel extended
 * @param logged the template digest by the list's hash; all zeros for a violation, whose data
 *     nothing measured
 * @param template how the data are laid out, as the list says
 * @param values one for each field of the template
 */
@SuppressWarnings("ArrayRecordComponent") // a parsed structure; never compared
record MeasuredEntry(int register, byte[] logged, Template template, List<byte[]> values) {
  private static final int MAX_REGISTER = 23;
  private static final int SHA1_BYTES = 20;

  MeasuredEntry {
    values = List.copyOf(values);
  }

  /**
   * An entry of which every part is well-formed and whose digest is that of its data.
   *
   * @param hash of {@code logged}
   * @param place where the entry stands, one sentence
   */
  static Parsed<MeasuredEntry> checked(
      long register,
      byte[] logged,
      Template template,
      List<byte[]> values,
      TcgHash hash,
      String place) {
    if (register > MAX_REGISTER) {
      return new Parsed.Refused<>(
          ImaReason.ENTRY_REGISTER_INVALID.because(place + " It is of register " + register + "."));
    }
    if (!areAdmitted(template, values)) {
      return new Parsed.Refused<>(ImaReason.ENTRY_MALFORMED.at(place));
    }
    MeasuredEntry entry = new MeasuredEntry((int) register, logged, template, values);
    return entry.isViolation() || Arrays.equals(entry.digest(hash), logged)
        ? new Parsed.Accepted<>(entry)
        : new Parsed.Refused<>(ImaReason.ENTRY_DIGEST_MISMATCH.at(place));
  }

  private static boolean areAdmitted(Template template, List<byte[]> values) {
    if (values.size() != template.fields().size()) {
      return false;
    }
    if (template.isOriginal()) {
      byte[] name = values.getLast();
      return values.getFirst().length == SHA1_BYTES
          && name.length < Template.NAME_BYTES
          && !holdsNul(name);
    }
    for (int i = 0; i < values.size(); i++) {
      if (!template.fields().get(i).admits(values.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean holdsNul(byte[] name) {
    for (byte character : name) {
      if (character == 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the kernel could not measure a file reliably, and says so with a digest of zeros. */
  boolean isViolation() {
    return Arrays.equals(logged, new byte[logged.length]);
  }

  /** The template digest by some hash, recomputed. */
  byte[] digest(TcgHash hash) {
    return hash.of(template.hashed(values));
  }

  /** The value of a field; empty if the template has no such field. */
  Optional<byte[]> value(TemplateField field) {
    int index = template.fields().indexOf(field);
    return index < 0 ? Optional.empty() : Optional.of(values.get(index));
  }
}
