package dev.sealkeep.agent.volume.token;

import dev.sealkeep.agent.derivation.Derivation;
import dev.sealkeep.agent.derivation.KeySelection;
import dev.sealkeep.agent.derivation.SnpDerivation;
import dev.sealkeep.agent.device.report.TcbVersion;
import dev.sealkeep.agent.device.sevguest.GuestField;
import dev.sealkeep.agent.device.sevguest.KeyRequest;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.wire.FieldWriter;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonArray;
import dev.sealkeep.protocol.wire.JsonValue.JsonInteger;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import dev.sealkeep.protocol.wire.Mismatch;
import dev.sealkeep.protocol.wire.ObjectReader;
import dev.sealkeep.protocol.wire.WireReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A derivation as a token and its MAC have it. */
final class DerivationJson {
  private static final long MOST_U32 = (1L << 32) - 1;

  private DerivationJson() {}

  static Derivation read(ObjectReader members) throws Mismatch {
    Technology _ =
        members.parsed(
            "technology",
            tag -> Technology.parse(tag).filter(Technology.AMD_SEV_SNP::equals),
            WireReason.OUT_OF_RANGE);
    List<GuestField> fields =
        members.texts(
            "fields", 0, GuestField.values().length, GuestField::parse, WireReason.OUT_OF_RANGE);
    SnpDerivation derivation =
        new SnpDerivation(
            members.parsed("root", KeySelection::parse, WireReason.OUT_OF_RANGE),
            Set.copyOf(fields),
            (int) members.integer("vmpl", 0, KeyRequest.HIGHEST_VMPL),
            (int) members.integer("guest_svn", 0, MOST_U32),
            members.parsed("tcb_version", TcbVersion::parse, WireReason.OUT_OF_RANGE));
    // One derivation has one spelling.
    if (!fields.equals(inOrder(derivation))) {
      throw members.mismatch(WireReason.OUT_OF_RANGE, "fields");
    }
    if (derivation.guestSvn() != 0 && !fields.contains(GuestField.GUEST_SVN)) {
      throw members.mismatch(WireReason.OUT_OF_RANGE, "guest_svn");
    }
    if (!derivation.tcb().equals(TcbVersion.ZERO) && !fields.contains(GuestField.TCB_VERSION)) {
      throw members.mismatch(WireReason.OUT_OF_RANGE, "tcb_version");
    }
    return derivation;
  }

  private static List<GuestField> inOrder(SnpDerivation derivation) {
    return Arrays.stream(GuestField.values()).filter(derivation.fields()::contains).toList();
  }

  static JsonObject write(Derivation derivation) {
    return switch (derivation) {
      case SnpDerivation snp ->
          new JsonObject(
              Map.of(
                  "technology",
                  text(snp.technology().tag()),
                  "root",
                  text(snp.root().spelling()),
                  "fields",
                  new JsonArray(
                      inOrder(snp).stream()
                          .<JsonValue>map(field -> text(field.spelling()))
                          .toList(),
                      0),
                  "vmpl",
                  new JsonInteger(snp.vmpl(), 0),
                  "guest_svn",
                  new JsonInteger(Integer.toUnsignedLong(snp.guestSvn()), 0),
                  "tcb_version",
                  text(snp.tcb().hex())),
              0);
    };
  }

  private static JsonText text(String text) {
    return new JsonText(text, 0);
  }

  /** Appends what the MAC covers of it. */
  static void mac(Optional<Derivation> derivation, FieldWriter message) {
    switch (derivation.orElse(null)) {
      case null -> {}
      case SnpDerivation snp -> {
        message.field(snp.technology().tag()).field(snp.root().spelling());
        message.fieldU64(inOrder(snp).size());
        inOrder(snp).forEach(field -> message.field(field.spelling()));
        message
            .fieldU64(snp.vmpl())
            .fieldU64(Integer.toUnsignedLong(snp.guestSvn()))
            .field(snp.tcb().bytes());
      }
    }
  }
}
