package dev.sealkeep.evidence.nitro;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePath;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Documents as trees for display: byte strings as lower-case hex, registers that are not zero. */
final class NitroFields {
  private static final DateTimeFormatter SECONDS = utc("uuuu-MM-dd HH:mm:ssxxx");
  private static final DateTimeFormatter MICROSECONDS = utc("uuuu-MM-dd HH:mm:ss.SSSSSS");

  private NitroFields() {}

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }

  /** Every field of a document. */
  static SequencedMap<String, Object> of(NitroDocument document) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("prot", HexFormat.of().formatHex(document.message().protectedHeader()));
    fields.put("trail", 0);
    fields.put("module_id", document.moduleId());
    fields.put("digest", NitroDocument.DIGEST);
    fields.put("ts", document.timestamp());
    fields.put("time", MICROSECONDS.format(document.madeAt()));
    Certificate.parse(document.certificate())
        .ifPresent(c -> fields.put("leaf", List.of(time(c.notBefore()), time(c.notAfter()))));
    fields.put("pcrs", registers(document));
    fields.put("npcr", document.pcrs().size());
    document.debug().ifPresent(debug -> fields.put("debug", debug));
    fields.put("public_key", hex(document.publicKey()));
    fields.put("user_data", hex(document.userData()));
    fields.put("nonce", hex(document.nonce()));
    return fields;
  }

  /**
   * The fields with what came of checking signatures.
   *
   * @param signed whether the document's signature verifies
   */
  static SequencedMap<String, Object> of(
      NitroDocument document, boolean signed, Optional<CertificatePath> path) {
    SequencedMap<String, Object> fields = of(document);
    fields.put("sig", signed);
    path.ifPresent(p -> addPath(fields, p));
    return fields;
  }

  /** Only a path whose every signature verifies is a path. */
  private static void addPath(SequencedMap<String, Object> fields, CertificatePath path) {
    fields.put("chain", Collections.nCopies(path.certificates().size(), true));
    fields.put("root", path.root().sha256());
  }

  private static SequencedMap<String, Object> registers(NitroDocument document) {
    SequencedMap<String, Object> registers = new LinkedHashMap<>();
    document
        .pcrs()
        .forEach(
            (number, value) -> {
              if (!document.isZero(number)) {
                registers.put(number.toString(), HexFormat.of().formatHex(value));
              }
            });
    return registers;
  }

  private static Object hex(Optional<byte[]> octets) {
    return octets.<Object>map(HexFormat.of()::formatHex).orElseGet(NullNode::getInstance);
  }

  private static String time(Instant instant) {
    return SECONDS.format(instant);
  }
}
