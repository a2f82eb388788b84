package dev.sealkeep.protocol.vector;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.hpke.ScriptedRandom;
import dev.sealkeep.protocol.hpke.TinkSender.Sealed;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.message.ReceiptMessage;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.receipt.TestEscrow;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Computes the published vector from fixed keys. Only {@code enc} and {@code ciphertext} cannot be
 * computed again, since the sender's randomness is its own: they are given.
 */
final class ReleaseVector {
  /** X-Wing's seed 7f9c…ef26 of the draft's first vector, expanded: d ‖ z ‖ X25519 private key. */
  private static final String RECIPIENT =
      "c44829d2b269887f6150dfaee5a25a704cbc607e57d18a2ffc8734633333cff0"
          + "f0fc6fa4e4827531168087ef223e9b070c5a78a789fd46d4c604d69b1139d4da"
          + "cd3f2cce66ed130e5e73a0ebd454e15488885a2a1544252a20e0f58b6e8fc27b";

  final TestEscrow escrow = new TestEscrow();
  final TranscriptInputs inputs;

  ReleaseVector() {
    try (HpkeReceiver receiver = recipient()) {
      inputs =
          new TranscriptInputs(
              escrow.challenge().encode(),
              escrow.log().verifierKey().text(),
              new Name("acme"),
              new Name("payments"),
              Optional.of(new Name("root")),
              Purpose.UNLOCK,
              Kem.X_WING,
              receiver.publicKey());
    }
  }

  static HpkeReceiver recipient() {
    return HpkeReceiver.generate(Kem.X_WING, ScriptedRandom.ofHex(RECIPIENT));
  }

  /** Every member of the vector, in order: bytes as lower-case hex, texts as they are. */
  SequencedMap<String, String> compute(Sealed sealed) {
    SequencedMap<String, String> members = new LinkedHashMap<>();
    fixed(members);
    request(members);
    sealing(members, sealed);
    logged(members, sealed);
    return members;
  }

  private void fixed(Map<String, String> members) {
    members.put("log_root_seed", hex(escrow.root().seed().bytes(SecretAccess.get())));
    members.put("log_root", escrow.root().verifierKey().text());
    members.put("log_seed", hex(escrow.log().seed().bytes(SecretAccess.get())));
    members.put("log_key", escrow.log().verifierKey().text());
    members.put("tenant_secret", hex(escrow.tenantSecret().bytes(SecretAccess.get())));
    members.put("tenant_pin", escrow.tenantPin().hex());
    members.put("sealing_key", hex(escrow.key()));
    members.put("recipient_x_wing_expanded_seed", RECIPIENT);
  }

  private void request(Map<String, String> members) {
    members.put("challenge_answer", text(inputs.challengeAnswer()));
    members.put("offers_digest", hex(escrow.challenge().offers().digest()));
    members.put("tenant", inputs.tenant().value());
    members.put("key", inputs.key().value());
    members.put("volume", inputs.volume().map(Name::value).orElse(""));
    members.put("purpose", inputs.purpose().tag());
    members.put("kem", Integer.toString(inputs.kem().id()));
    members.put("recipient", hex(inputs.recipient()));
    byte[] base = Transcript.base(inputs);
    members.put("base", hex(base));
    members.put("outer", hex(Transcript.outer(base, List.of())));
    EvidenceItem inner =
        new EvidenceItem(Technology.AMD_SEV_SNP, TestEscrow.repeated(0x11, 3), new byte[0]);
    members.put("inner_technology", inner.technology().tag());
    members.put("inner_evidence", hex(inner.evidence()));
    members.put("outer_with_inner", hex(Transcript.outer(base, List.of(inner))));
    EvidenceItem outer =
        new EvidenceItem(
            Technology.SIMULATED_AMD_SEV_SNP, TestEscrow.repeated(0x72, 1184), new byte[0]);
    members.put(
        "request",
        text(
            new ReleaseRequest(
                    inputs.challengeAnswer(),
                    inputs.tenant(),
                    inputs.key(),
                    inputs.volume(),
                    inputs.purpose(),
                    inputs.kem(),
                    inputs.recipient(),
                    List.of(outer),
                    List.of())
                .encode()));
  }

  private void sealing(Map<String, String> members, Sealed sealed) {
    members.put("decision_id", escrow.decision().toString());
    members.put("key_version", Integer.toString(TestEscrow.KEY_VERSION));
    members.put(
        "info",
        hex(
            Transcript.sealingInfo(
                Transcript.base(inputs), escrow.decision(), TestEscrow.KEY_VERSION)));
    members.put("plaintext", hex(escrow.plaintext()));
    members.put("enc", hex(sealed.enc()));
    members.put("ciphertext", hex(sealed.ciphertext()));
    members.put("sealed_digest", Digest.sha256(sealed.enc(), sealed.ciphertext()).hex());
  }

  private void logged(Map<String, String> members, Sealed sealed) {
    byte[] entry = escrow.entry(inputs, sealed).encode();
    ReceiptMessage receipt = escrow.receipt(escrow.entry(inputs, sealed));
    Leaf leaf = Leaf.of(escrow.tenantSecret(), escrow.salt(), entry);
    members.put("entry", hex(entry));
    members.put("salt", hex(escrow.salt()));
    members.put("commitment", leaf.commitment().hex());
    members.put("tag", leaf.tag().hex());
    members.put("leaf_hash", hex(leaf.leafHash().bytes()));
    members.put("proof", receipt.proof());
    members.put("answer", text(escrow.answer(sealed, receipt).encode()));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** Writes a new vector, with a new encapsulation, to the file named by the one argument. */
  public static void main(String[] arguments) throws GeneralSecurityException, IOException {
    ReleaseVector vector = new ReleaseVector();
    Map<String, String> members = vector.compute(vector.escrow.seal(vector.inputs));
    StringBuilder json = new StringBuilder("{");
    String separator = "\n";
    for (Map.Entry<String, String> member : members.entrySet()) {
      String value = member.getValue().replace("\\", "\\\\").replace("\"", "\\\"");
      json.append(separator).append("  \"").append(member.getKey()).append("\": \"");
      json.append(value.replace("\n", "\\n")).append('"');
      separator = ",\n";
    }
    Files.writeString(Path.of(arguments[0]), json.append("\n}\n"));
  }
}
