package dev.sealkeep.evidence.ima;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.eventlog.TcgHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form in ASCII: of each entry a line of register, template digest, template name and values,
 * with one space between. The kernel puts underscores for spaces in names before it measures them,
 * so a space always separates. A name with a line feed can be read in the binary form alone.
 */
final class AsciiListReader {
  /** Groups: register, template digest, template name, values. */
  private static final Pattern LINE =
      Pattern.compile(
          " ?([0-9]{1,2}) ([0-9a-f]{40,128}) ([a-z][a-z0-9|-]{0,254})( .*)?", Pattern.DOTALL);

  private static final int LONGEST_START = 2 + 1 + 128 + 1 + Template.MAX_NAME;

  private AsciiListReader() {}

  static boolean isRecognised(byte[] bytes) {
    String start =
        new String(
            bytes, 0, Math.min(bytes.length, LONGEST_START + 1), StandardCharsets.ISO_8859_1);
    return LINE.matcher(start.split("\n", 2)[0]).matches();
  }

  static Parsed<MeasurementList> parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String[] lines =
        (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).split("\n", -1);
    if (lines.length > MeasurementList.MAX_ENTRIES) {
      return new Parsed.Refused<>(ImaReason.LIST_TOO_MANY_ENTRIES.plain());
    }
    List<MeasuredEntry> entries = new ArrayList<>();
    for (String line : lines) {
      switch (entry(line, "Entry %d.".formatted(entries.size() + 1))) {
        case Parsed.Refused<MeasuredEntry>(Reason reason) -> {
          return new Parsed.Refused<>(reason);
        }
        case Parsed.Accepted<MeasuredEntry>(MeasuredEntry entry) -> entries.add(entry);
      }
    }
    return new Parsed.Accepted<>(new MeasurementList(MeasurementList.Form.ASCII, entries));
  }

  private static Parsed<MeasuredEntry> entry(String line, String place) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return new Parsed.Refused<>(ImaReason.ENTRY_MALFORMED.at(place));
    }
    String digits = parts.group(2);
    Optional<TcgHash> hash =
        Arrays.stream(TcgHash.values()).filter(h -> 2 * h.size() == digits.length()).findFirst();
    if (hash.isEmpty()) {
      return new Parsed.Refused<>(ImaReason.ENTRY_MALFORMED.at(place));
    }
    Optional<Template> template = Template.ofName(parts.group(3));
    if (template.isEmpty()) {
      return new Parsed.Refused<>(ImaReason.TEMPLATE_UNSUPPORTED.at(place));
    }
    return MeasuredEntry.checked(
        Long.parseLong(parts.group(1)),
        HexFormat.of().parseHex(digits),
        template.get(),
        values(template.get(), parts.group(4)),
        hash.get(),
        place);
  }

  /**
   * The values of a line's tokens; none if they are no values of the template. What cuts spaces off
   * the ends of lines takes an empty value's token with it.
   */
  private static List<byte[]> values(Template template, @Nullable String behindName) {
    String[] tokens = behindName == null ? new String[0] : behindName.substring(1).split(" ", -1);
    if (template.isOriginal()) {
      return tokens.length == 2 ? original(tokens[0], tokens[1]) : List.of();
    }
    if (tokens.length > template.fields().size()) {
      return List.of();
    }
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < template.fields().size(); i++) {
      TemplateField field = template.fields().get(i);
      Optional<byte[]> value =
          i < tokens.length ? field.ofToken(tokens[i]) : Optional.of(new byte[0]);
      if (value.isEmpty()) {
        return List.of();
      }
      values.add(value.get());
    }
    return values;
  }

  private static List<byte[]> original(String digest, String name) {
    return TemplateField.DIGEST
        .ofToken(digest)
        .map(value -> List.of(value, name.getBytes(StandardCharsets.ISO_8859_1)))
        .orElse(List.of());
  }
}
